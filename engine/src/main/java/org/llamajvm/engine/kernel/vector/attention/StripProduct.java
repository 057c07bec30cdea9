package org.llamajvm.engine.kernel.vector.attention;

import java.lang.foreign.MemorySegment;

/**
 * The product of a few rows with two vectors of columns of a strip. One class for each type of
 * elements, because a vector must not leave the method that makes it.
 */
interface StripProduct {

  /** As of {@link org.llamajvm.engine.kernel.PageKernel#leftFactor}. */
  float leftFactor();

  /**
   * {@code c[r, j] = Σ_k a[r, k] · strip[k, lane + j]}, and the same for the columns 16 further on.
   *
   * @param a left factor, (4 or 8, inner), {@link org.llamajvm.engine.kernel.PageKernel#PANEL}
   *     floats from one row to the next
   * @param aOffset where its first element is
   * @param eight whether there are 8 rows
   * @param page what the strip is a part of
   * @param first index of the strip's first element
   * @param lane first column
   * @param inner length of the sums
   * @param c result
   * @param cOffset where its first element is
   * @param cStride floats from one of its rows to the next
   */
  void multiply(
      float[] a,
      int aOffset,
      boolean eight,
      MemorySegment page,
      long first,
      int lane,
      int inner,
      float[] c,
      int cOffset,
      int cStride);
}
