package org.llamajvm.loader.layout;

import static org.llamajvm.engine.tensor.Layouts.INT;
import static org.llamajvm.engine.tensor.Layouts.LONG;
import static org.llamajvm.engine.tensor.Layouts.SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedFormat.Factors;
import org.llamajvm.engine.tensor.Packing;

/** Blocks of 32 with a scale each: one is a group, or two are. */
final class SmallBlockGroups extends BlockGroups {

  private static final long BITS = 0x0101010101010101L;
  private static final long LOW_NIBBLES = 15 * BITS;

  /** Twice the values of E2M1, around 16: eight positive ones, eight negative ones. */
  private static final byte[] E2M1 = {16, 17, 18, 19, 20, 22, 24, 28, 16, 15, 14, 13, 12, 10, 8, 4};

  private final boolean two;
  private final int words; // of a block
  private final long[] eights = new long[4]; // of a block: eight codes each, one a byte

  SmallBlockGroups(BlockMatrix matrix) {
    super(matrix);
    two = format.factors() == Factors.TWO_SCALES;
    words = format.packing().words(matrix.type().elements());
  }

  @Override
  void readCodes(MemorySegment data, long at, int[] codes, int to) {
    readBlock(data, at, codes, to);
    if (two) {
      readBlock(data, at + type().bytes(), codes, to + words);
    }
  }

  /** Sixteen bytes have the first half in the low nibbles, the second in the high ones. */
  private void readBlock(MemorySegment data, long at, int[] codes, int to) {
    long nibbles = at + type().bytes() - 16;
    long first = data.get(LONG, nibbles);
    long second = data.get(LONG, nibbles + 8);
    if (format.packing() == Packing.FOUR) {
      codes[to] = (int) Long.compress(first, LOW_NIBBLES);
      codes[to + 1] = (int) Long.compress(second, LOW_NIBBLES);
      codes[to + 2] = (int) Long.compress(first, ~LOW_NIBBLES);
      codes[to + 3] = (int) Long.compress(second, ~LOW_NIBBLES);
    } else {
      eights[0] = first & LOW_NIBBLES;
      eights[1] = second & LOW_NIBBLES;
      eights[2] = first >>> 4 & LOW_NIBBLES;
      eights[3] = second >>> 4 & LOW_NIBBLES;
      if (type() == BlockType.MXFP4) {
        takeValues();
      } else {
        addFifthBits(data.get(INT, nibbles - 4));
      }
      format.packing().pack(eights, eights.length, codes, to);
    }
  }

  private void takeValues() {
    for (int i = 0; i < eights.length; i++) {
      long indices = eights[i];
      long values = 0;
      for (int shift = 0; shift < Long.SIZE; shift += 8) {
        values |= (long) E2M1[(int) (indices >>> shift) & 15] << shift;
      }
      eights[i] = values;
    }
  }

  private void addFifthBits(int bits) {
    for (int i = 0; i < eights.length; i++) {
      eights[i] |= Long.expand(bits >>> (8 * i) & 0xFF, BITS) << 4;
    }
  }

  @Override
  void readFactors(MemorySegment data, long at, int[] factors, int to) {
    if (two) {
      factors[to] = scale(data, at) | scale(data, at + type().bytes()) << 16;
    } else if (type() == BlockType.Q4_1 || type() == BlockType.Q5_1) {
      factors[to] = data.get(INT, at);
    } else {
      int scale = scale(data, at);
      float bias = -format.packing().centre() * format.scaleType().decode(scale);
      factors[to] = scale | format.scaleType().encode(bias) << 16;
    }
  }

  /** The scale of centred codes; half of a power of two in MXFP4, whose values are doubled. */
  private int scale(MemorySegment data, long at) {
    if (type() == BlockType.MXFP4) {
      int exponent = data.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
      return FloatType.BF16.encode((float) Math.scalb(0.5, exponent - 127)) & 0xFFFF;
    }
    return data.get(SHORT, at) & 0xFFFF;
  }
}
