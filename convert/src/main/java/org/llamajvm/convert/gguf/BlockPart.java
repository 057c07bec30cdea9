package org.llamajvm.convert.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.Layouts;
import org.llamajvm.format.ModelFormatException;

/**
 * The codes, the scales or the biases of rows of ggml's blocks of 32, as those of affine groups: no
 * bit is lost.
 *
 * @param name of the tensor, for messages
 * @param blocks the rows as they are stored
 * @param type one that {@link #bits} knows
 * @param cols elements of a row
 * @param part which of the three
 */
record BlockPart(String name, Rows blocks, BlockType type, int cols, Part part) implements Rows {

  static final int GROUP = 32;

  private static final int HALF = GROUP / 2;

  /** What a matrix in affine groups consists of. */
  enum Part {
    CODES,
    SCALES,
    BIASES
  }

  /** The bits of the codes that hold those of a type; 0 if its blocks are no affine groups. */
  static int bits(BlockType type) {
    return switch (type) {
      case Q4_0, Q4_1 -> 4;
      case Q5_0, Q5_1, Q8_0 -> 8;
      case Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_NL, IQ4_XS, MXFP4 -> 0;
    };
  }

  @Override
  public long count() {
    return blocks.count();
  }

  @Override
  public long rowBytes() {
    return part == Part.CODES ? (long) cols * bits(type) / 8 : (long) cols / GROUP * Short.BYTES;
  }

  @Override
  public void read(long first, long number, MemorySegment into) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stored = arena.allocate(number * blocks.rowBytes());
      blocks.read(first, number, stored);
      int[] codes = new int[GROUP];
      for (long group = 0; group < number * cols / GROUP; group++) {
        long at = group * type.bytes();
        switch (part) {
          case CODES -> {
            readCodes(stored, at, codes);
            writeCodes(codes, into, group * GROUP * bits(type) / 8);
          }
          case SCALES -> into.set(Layouts.SHORT, group * 2, stored.get(Layouts.SHORT, at));
          case BIASES -> into.set(Layouts.SHORT, group * 2, bias(stored, at));
        }
      }
    }
  }

  private short bias(MemorySegment stored, long at) throws ModelFormatException {
    int middle =
        switch (type) {
          case Q4_0 -> 8;
          case Q5_0 -> 16;
          case Q8_0 -> 128;
          default -> 0;
        };
    if (middle == 0) {
      return stored.get(Layouts.SHORT, at + 2);
    }
    float scale = Float.float16ToFloat(stored.get(Layouts.SHORT, at));
    short bias = Float.floatToFloat16(-middle * scale);
    if (Float.isFinite(scale) && !Float.isFinite(Float.float16ToFloat(bias))) {
      throw ModelFormatException.of(
          ModelFormatException.Kind.UNSUPPORTED,
          "Tensor '%s' has the scale %s, whose product with %d is beyond F16"
              .formatted(name, scale, middle));
    }
    return bias;
  }

  private void readCodes(MemorySegment stored, long at, int[] codes) {
    if (type == BlockType.Q8_0) {
      for (int i = 0; i < GROUP; i++) {
        codes[i] = stored.get(ValueLayout.JAVA_BYTE, at + 2 + i) + 128;
      }
      return;
    }
    boolean five = type == BlockType.Q5_0 || type == BlockType.Q5_1;
    long nibbles = at + type.bytes() - HALF;
    int fifth = five ? stored.get(Layouts.INT, nibbles - Integer.BYTES) : 0;
    for (int i = 0; i < HALF; i++) {
      int pair = stored.get(ValueLayout.JAVA_BYTE, nibbles + i);
      codes[i] = (pair & 15) | (fifth >>> i & 1) << 4;
      codes[i + HALF] = (pair >>> 4 & 15) | (fifth >>> (i + HALF) & 1) << 4;
    }
  }

  private void writeCodes(int[] codes, MemorySegment into, long at) {
    if (bits(type) == 8) {
      for (int i = 0; i < GROUP; i++) {
        into.set(ValueLayout.JAVA_BYTE, at + i, (byte) codes[i]);
      }
      return;
    }
    for (int i = 0; i < HALF; i++) {
      byte pair = (byte) (codes[2 * i] | codes[2 * i + 1] << 4);
      into.set(ValueLayout.JAVA_BYTE, at + i, pair);
    }
  }

  @Override
  public void release() {
    blocks.release();
  }
}
