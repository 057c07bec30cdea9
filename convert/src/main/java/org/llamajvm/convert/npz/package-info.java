/** NumPy archives, {@code weights.npz}, as the first MLX examples wrote them. */
package org.llamajvm.convert.npz;
