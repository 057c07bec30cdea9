/** The worker pool: threads that share the work of a step. */
package org.llamajvm.engine.parallel;
