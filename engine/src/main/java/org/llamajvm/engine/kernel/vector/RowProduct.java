package org.llamajvm.engine.kernel.vector;

/**
 * Rows that can be multiplied as they lie: for a single token, that is less work than decoding them
 * first. The sum runs over the columns in the same order as that of a decoded row.
 */
interface RowProduct {

  /** {@code Σ_k W[row, k] · x[xOffset + k]}. */
  float dot(int row, float[] x, int xOffset);
}
