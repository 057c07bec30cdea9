/**
 * Floats to MLX's affine groups. The inner loops are plain arithmetic over lanes, which the JIT
 * compiler turns into vector instructions.
 */
package org.llamajvm.convert.quantize;
