package org.llamajvm.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * The product with a page of the KV cache: attention is twice this, with keys and with values.
 *
 * <p>A page is a matrix in <em>strips</em> of {@value #STRIP} columns, one strip after the other,
 * each (page rows, {@value #STRIP}): whoever goes over it reads a single stream. Where in a row of
 * a strip a column lies is a matter of the {@linkplain KvType#place type}.
 */
public interface PageKernel {

  /** Columns of a strip. */
  int STRIP = 32;

  /** Floats from one row of the left factor to the next: a constant, to save index arithmetic. */
  int PANEL = 128;

  /** Rows that a kernel takes at a time, at least. */
  int ROWS = 4;

  /** Bytes that must be readable after the last element of a page. */
  int READ_AHEAD = 8;

  /**
   * The power of two by which the left factor must have been multiplied: it undoes what a cheap
   * decoding of the page's elements leaves out. Times it, floats of up to 2^15 are finite.
   */
  float leftFactor();

  /**
   * {@code c[r, j] = Σ_k a[r, k] / leftFactor · page[fromRow + k, j]}. Of a {@linkplain
   * KvType#scaled scaled} type the elements are taken without their scales: those of keys belong to
   * columns of the page, hence of the result, and those of values to its rows, hence to columns of
   * the left factor.
   *
   * @param a left factor, (rows, inner), {@link #PANEL} floats from one row to the next
   * @param aOffset where its first element is
   * @param rows rows of the left factor and of the result, a multiple of {@link #ROWS}
   * @param page right factor, (pageRows, strips · {@link #STRIP}) in strips, of the cache's type,
   *     outside the heap, with {@link #READ_AHEAD} bytes after it
   * @param pageRows rows of the page
   * @param fromRow the page's row that meets column 0 of the left factor
   * @param inner length of the sums, at most {@link #PANEL}
   * @param strips strips of the page
   * @param c result, (rows, strips · {@link #STRIP})
   * @param cOffset where its first element is
   * @param cStride floats from one of its rows to the next
   */
  void multiply(
      float[] a,
      int aOffset,
      int rows,
      MemorySegment page,
      int pageRows,
      int fromRow,
      int inner,
      int strips,
      float[] c,
      int cOffset,
      int cStride);
}
