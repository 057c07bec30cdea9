package org.llamajvm.convert.block;

import java.lang.foreign.MemorySegment;

/** Rounds one row to the blocks of a type. Has buffers of its own and is used by one thread. */
interface BlockEncoder {

  /**
   * Rounds a row.
   *
   * @param row (cols) finite weights
   * @param to receives the blocks from byte {@code at} on
   */
  void encode(float[] row, MemorySegment to, long at);
}
