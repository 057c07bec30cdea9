package org.llamajvm.engine.kernel.vector;

/**
 * Rows that can be multiplied as they lie: for a few tokens, that is less work than decoding them
 * first. The sum runs over the columns in the same order as {@link FloatRow#dot}.
 */
interface RowProduct {

  /** {@code Σ_k W[row, k] · x[xOffset + k]}. */
  float dot(int row, float[] x, int xOffset);
}
