package org.llamajvm.convert.quantize;

/** How the scale and the bias of a group are found. */
public enum Rounding {
  /** By MLX's formula: the larger end of the group is met exactly, and zero too if it is inside. */
  MLX,
  /**
   * By least squares: through the codes that the range of the group, drawn in by half a step, gives
   * to its weights, a line is fitted, and the codes are rounded under it. Where MLX's formula
   * leaves a smaller error it is taken, so the error is never above MLX's.
   */
  LEAST_SQUARES
}
