package org.llamajvm.convert.plan;

/** The order in which 4-bit weights are written. */
public enum Layout {
  /** Sixteen rows in one stream: the order in which the kernels read them. */
  INTERLEAVED,
  /** Row after row, in three tensors, as mlx-lm writes them. */
  MLX
}
