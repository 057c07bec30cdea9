package org.llamajvm.engine.kernel;

import java.lang.foreign.MemorySegment;

/** The product with a page of the KV cache: attention is twice this, with keys and with values. */
public interface PageKernel {

  /**
   * {@code c[r, j] += Σ_k a[r, k] · page[k, j]}.
   *
   * @param a left factor, (rows, inner)
   * @param aOffset where its first element is
   * @param aStride floats from one of its rows to the next
   * @param rows rows of the result
   * @param page right factor, (at least inner, cols), of the cache's type
   * @param inner length of the sums
   * @param cols columns of the page and of the result
   * @param c result, (rows, cols)
   * @param cOffset where its first element is
   * @param cStride floats from one of its rows to the next
   */
  void multiplyAdd(
      float[] a,
      int aOffset,
      int aStride,
      int rows,
      MemorySegment page,
      int inner,
      int cols,
      float[] c,
      int cOffset,
      int cStride);
}
