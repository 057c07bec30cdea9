package org.llamajvm.loader.quantize;

/** How the scale and the bias of a group are found. */
public enum Rounding {
  /** By MLX's formula: the larger end of the group is met exactly, and zero too if it is inside. */
  MLX,
  /**
   * By a search for the least squared error: MLX's formula, a range drawn in by half a step, and
   * the least-squares line through the codes and weights of the latter are tried, and the best is
   * taken group by group. So the error is never above MLX's.
   */
  LEAST_SQUARES
}
