/** The input of a step: slices of several sequences. */
package org.llamajvm.engine.batch;
