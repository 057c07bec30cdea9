package org.llamajvm.convert.block;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.llamajvm.engine.tensor.BlockType;

/** Q8_0. */
record ByteBlocks(int cols) implements BlockEncoder {

  private static final int TOP = 127;

  @Override
  public void encode(float[] row, MemorySegment to, long at) {
    int size = BlockType.Q8_0.elements();
    for (int from = 0; from < cols; from += size) {
      long block = at + from / size * (long) BlockType.Q8_0.bytes();
      float largest = 0;
      for (int i = 0; i < size; i++) {
        largest = Math.max(largest, Math.abs(row[from + i]));
      }
      float inverse = Half.inverse(Half.put(to, block, largest / TOP));
      for (int i = 0; i < size; i++) {
        int code = Lanes.code(row[from + i] * inverse, -TOP, TOP);
        to.set(ValueLayout.JAVA_BYTE, block + 2 + i, (byte) code);
      }
    }
  }
}
