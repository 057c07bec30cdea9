/**
 * Products with weight matrices. {@link org.llamajvm.engine.kernel.vector.matmul.InterleavedKernel}
 * multiplies 4-bit weights by 8-bit inputs, {@link
 * org.llamajvm.engine.kernel.vector.matmul.FloatKernel} weights of any kind by floats.
 */
package org.llamajvm.engine.kernel.vector.matmul;
