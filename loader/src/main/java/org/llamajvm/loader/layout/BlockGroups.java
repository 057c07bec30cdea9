package org.llamajvm.loader.layout;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.PartScales;

/**
 * Rows of ggml's 4-bit blocks as affine groups of 32 with scales of F16.
 *
 * <p>Q4_0 and Q4_1 are such groups: no bit is lost unless eight times a scale of Q4_0 is beyond
 * F16. Q4_K is one with products of two numbers for scale and bias. They are rounded to F16: by
 * 2^-12 of their value at most, or by 2^-25 where they are below 2^-14.
 */
record BlockGroups(BlockMatrix matrix) implements GroupRows {

  static final int GROUP = 32;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final long LOW = 0x0F0F0F0F0F0F0F0FL;
  private static final long HIGH = LOW << 4;
  private static final int PARTS = 8; // of a block of Q4_K

  /** Whether blocks of this type are groups of 4 bits. */
  static boolean canRead(BlockType type) {
    return type == BlockType.Q4_0 || type == BlockType.Q4_1 || type == BlockType.Q4_K;
  }

  @Override
  public void read(int row, int[] codes, short[] scales, short[] biases) {
    MemorySegment data = matrix.data();
    long at = matrix.rowOffset(row);
    int blocks = matrix.cols() / matrix.type().elements();
    for (int block = 0; block < blocks; block++) {
      switch (matrix.type()) {
        case Q4_0 -> {
          short d = data.get(SHORT, at);
          scales[block] = d;
          biases[block] = Float.floatToFloat16(-8 * Float.float16ToFloat(d));
          halves(data, at + 2, codes, 4 * block);
        }
        case Q4_1 -> {
          scales[block] = data.get(SHORT, at);
          biases[block] = data.get(SHORT, at + 2);
          halves(data, at + 4, codes, 4 * block);
        }
        case Q4_K -> parts(data, at, codes, scales, biases, block * PARTS);
        default -> throw new IllegalStateException("no groups of 4 bits: " + matrix.type());
      }
      at += matrix.type().bytes();
    }
  }

  /** Sixteen bytes with the first half of a group in the low nibbles, the second in the high. */
  private static void halves(MemorySegment data, long at, int[] codes, int to) {
    long first = data.get(LONG, at);
    long second = data.get(LONG, at + 8);
    codes[to] = word(first, LOW);
    codes[to + 1] = word(second, LOW);
    codes[to + 2] = word(first, HIGH);
    codes[to + 3] = word(second, HIGH);
  }

  private static void parts(
      MemorySegment data, long at, int[] codes, short[] scales, short[] biases, int group) {
    float d = Float.float16ToFloat(data.get(SHORT, at));
    float dmin = Float.float16ToFloat(data.get(SHORT, at + 2));
    for (int part = 0; part < PARTS; part++) {
      int to = group + part;
      scales[to] = Float.floatToFloat16(d * PartScales.scale(data, at + 4, part));
      biases[to] = Float.floatToFloat16(-dmin * PartScales.minimum(data, at + 4, part));
      long mask = part % 2 == 0 ? LOW : HIGH;
      for (int i = 0; i < 4; i++) {
        int offset = 16 + part / 2 * GROUP + 8 * i;
        codes[4 * to + i] = word(data.get(LONG, at + offset), mask);
      }
    }
  }

  /** Eight nibbles, the first in the lowest bits. */
  private static int word(long bytes, long mask) {
    return (int) Long.compress(bytes, mask);
  }
}
