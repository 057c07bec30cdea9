/** What one step computes: slices of several sequences. */
package org.llamajvm.engine.batch;
