/** The kernels in plain Java, written to be read: what the vector kernels are tested against. */
package org.llamajvm.engine.kernel.scalar;
