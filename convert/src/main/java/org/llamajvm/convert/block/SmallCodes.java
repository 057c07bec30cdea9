package org.llamajvm.convert.block;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.llamajvm.engine.tensor.Layouts;

/** The codes of a block of 32 weights, four or five bits each. */
final class SmallCodes {

  static final int COUNT = 32;

  private static final int HALF = 16;

  private SmallCodes() {}

  /**
   * Writes codes: fifth bits, if there are any, in one word, then two codes a byte, the second half
   * of the block in the high bits.
   */
  static void write(int[] codes, int bits, MemorySegment to, long at) {
    long low = at;
    if (bits > 4) {
      int fifth = 0;
      for (int i = 0; i < COUNT; i++) {
        fifth |= codes[i] >>> 4 << i;
      }
      to.set(Layouts.INT, at, fifth);
      low += Integer.BYTES;
    }
    for (int i = 0; i < HALF; i++) {
      int pair = (codes[i] & 15) | (codes[i + HALF] & 15) << 4;
      to.set(ValueLayout.JAVA_BYTE, low + i, (byte) pair);
    }
  }
}
