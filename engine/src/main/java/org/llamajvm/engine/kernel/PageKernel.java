package org.llamajvm.engine.kernel;

import java.lang.foreign.MemorySegment;
import org.llamajvm.engine.parallel.Scratch;

/** The product with a page of the KV cache: attention is twice this, with keys and with values. */
public interface PageKernel {

  /**
   * {@code c[r, j] += Σ_k a[r, k] · page[k, j]}. Of a {@linkplain KvType#scaled scaled} type the
   * elements are taken without their scales: those of keys belong to columns of the page, hence of
   * the result, and those of values to its rows, hence to columns of the left factor.
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
   * @param scratch buffers of the calling thread, but for {@link Scratch#floats}: that may be
   *     {@code a} or {@code c}
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
      int cStride,
      Scratch scratch);
}
