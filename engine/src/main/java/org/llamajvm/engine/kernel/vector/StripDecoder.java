package org.llamajvm.engine.kernel.vector;

import java.lang.foreign.MemorySegment;

/** Turns a strip of columns of a page into float32. */
interface StripDecoder {

  /** Columns of a strip: a multiple of the lanes of every width. */
  int COLUMNS = 16;

  /**
   * Decodes a whole strip.
   *
   * @param page (at least rows, cols) elements
   * @param from first column of the strip
   * @param strip gets (rows, {@link #COLUMNS})
   */
  void decode(MemorySegment page, int rows, int cols, int from, float[] strip);

  /** One element, without its scale. */
  float element(MemorySegment page, long index);
}
