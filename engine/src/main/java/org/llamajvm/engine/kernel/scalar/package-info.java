/** The kernels in plain Java, written to be read. They are the reference for the vector kernels. */
package org.llamajvm.engine.kernel.scalar;
