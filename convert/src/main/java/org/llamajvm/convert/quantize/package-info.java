/** Quantises floats to MLX's affine groups. The inner loops are kernels of the engine. */
package org.llamajvm.convert.quantize;
