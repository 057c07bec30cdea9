package org.llamajvm.loader.layout;

import static org.llamajvm.engine.tensor.Layouts.INT;
import static org.llamajvm.engine.tensor.Layouts.LONG;
import static org.llamajvm.engine.tensor.Layouts.SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.BlockType;

/** Blocks that are one group of 32. */
final class SmallBlockGroups extends BlockGroups {

  private static final long NIBBLES = 0x0F0F0F0F0F0F0F0FL;
  private static final long BITS = 0x0101010101010101L;

  /** Twice the values of E2M1, around 16: eight positive ones, eight negative ones. */
  private static final byte[] E2M1 = {16, 17, 18, 19, 20, 22, 24, 28, 16, 15, 14, 13, 12, 10, 8, 4};

  SmallBlockGroups(BlockMatrix matrix) {
    super(matrix);
  }

  /** Sixteen bytes have the first half in the low nibbles, the second in the high ones. */
  @Override
  void readCodes(MemorySegment data, long at, long[] eights) {
    long nibbles = at + type().bytes() - 16;
    long first = data.get(LONG, nibbles);
    long second = data.get(LONG, nibbles + 8);
    eights[0] = first & NIBBLES;
    eights[1] = second & NIBBLES;
    eights[2] = first >>> 4 & NIBBLES;
    eights[3] = second >>> 4 & NIBBLES;
    if (type() == BlockType.Q5_0 || type() == BlockType.Q5_1) {
      int fifth = data.get(INT, nibbles - 4);
      for (int i = 0; i < 4; i++) {
        eights[i] |= Long.expand(fifth >>> (8 * i) & 0xFF, BITS) << 4;
      }
    } else if (type() == BlockType.MXFP4) {
      for (int i = 0; i < 4; i++) {
        eights[i] = values(eights[i]);
      }
    }
  }

  private static long values(long indices) {
    long values = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 8) {
      values |= (long) E2M1[(int) (indices >>> shift) & 15] << shift;
    }
    return values;
  }

  @Override
  void readFactors(MemorySegment data, long at, int[] factors) {
    factors[0] = factors(data, at);
  }

  private int factors(MemorySegment data, long at) {
    return switch (type()) {
      case Q4_1, Q5_1 -> data.get(INT, at);
      case MXFP4 -> powers(data.get(ValueLayout.JAVA_BYTE, at) & 0xFF);
      case Q4_0 -> centred(data.get(SHORT, at), 8);
      case Q5_0 -> centred(data.get(SHORT, at), 16);
      default -> throw new IllegalStateException(type().toString());
    };
  }

  private static int centred(short scale, int centre) {
    float bias = -centre * Float.float16ToFloat(scale);
    return (scale & 0xFFFF) | Float.floatToFloat16(bias) << 16;
  }

  /** Half of a power of two, as the values are doubled, and -16 times that: both are exact. */
  private static int powers(int exponent) {
    float scale = (float) Math.scalb(0.5, exponent - 127);
    return Float.floatToRawIntBits(scale) >>> 16
        | (Float.floatToRawIntBits(-16 * scale) & 0xFFFF0000);
  }
}
