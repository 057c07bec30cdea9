package org.llamajvm.convert.block;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.llamajvm.engine.tensor.BlockType;

/**
 * Q4_K and Q5_K: eight parts of 32 weights, whose scales and minima are 6-bit codes that share one
 * scale each.
 */
final class AffineSuperBlocks implements BlockEncoder {

  private static final int PARTS = 8;
  private static final int PART = 32;
  private static final int TOP_SCALE = 63;
  private static final int SCALES_AT = 4;
  private static final int CODES_AT = 16;

  private final int bits;
  private final int top;
  private final BlockType type;
  private final AffineFit fit;
  private final float[] scales;
  private final float[] minima;
  private final int[] scaleCodes = new int[PARTS];
  private final int[] minimumCodes = new int[PARTS];
  private final int[] codes = new int[PARTS * PART];

  AffineSuperBlocks(int cols, int bits) {
    this.bits = bits;
    this.top = (1 << bits) - 1;
    this.type = bits == 4 ? BlockType.Q4_K : BlockType.Q5_K;
    this.fit = new AffineFit(PART, top, true, Importance.MAGNITUDE);
    this.scales = new float[cols / PART];
    this.minima = new float[scales.length];
  }

  @Override
  public void encode(float[] row, MemorySegment to, long at) {
    fit.fit(row, scales, minima);
    for (int part = 0; part < scales.length; part += PARTS) {
      encodeBlock(row, part, to, at + (long) (part / PARTS) * type.bytes());
    }
  }

  private void encodeBlock(float[] row, int part, MemorySegment to, long at) {
    float scale = Half.put(to, at, largest(scales, part, 1) / TOP_SCALE);
    float minimum = Half.put(to, at + 2, largest(minima, part, -1) / TOP_SCALE);
    for (int p = 0; p < PARTS; p++) {
      scaleCodes[p] = code(scales[part + p], scale);
      minimumCodes[p] = code(-minima[part + p], minimum);
      float inverse = Half.inverse(scale * scaleCodes[p]);
      float offset = minimum * minimumCodes[p];
      for (int i = 0; i < PART; i++) {
        float exact = (row[(part + p) * PART + i] + offset) * inverse;
        codes[p * PART + i] = Lanes.code(exact, 0, top);
      }
    }
    writeScales(to, at + SCALES_AT);
    writeCodes(to, at + CODES_AT);
  }

  private static float largest(float[] values, int part, int sign) {
    float largest = 0;
    for (int p = 0; p < PARTS; p++) {
      largest = Math.max(largest, sign * values[part + p]);
    }
    return largest;
  }

  private static int code(float value, float unit) {
    return Lanes.code(value * Half.inverse(unit), 0, TOP_SCALE);
  }

  /** Four bits of the last four scales and minima lie in bytes of their own, two above others. */
  private void writeScales(MemorySegment to, long at) {
    for (int p = 0; p < PARTS / 2; p++) {
      int later = p + PARTS / 2;
      int scale = scaleCodes[p] | scaleCodes[later] >>> 4 << 6;
      int minimum = minimumCodes[p] | minimumCodes[later] >>> 4 << 6;
      int both = (scaleCodes[later] & 15) | (minimumCodes[later] & 15) << 4;
      to.set(ValueLayout.JAVA_BYTE, at + p, (byte) scale);
      to.set(ValueLayout.JAVA_BYTE, at + 4 + p, (byte) minimum);
      to.set(ValueLayout.JAVA_BYTE, at + 8 + p, (byte) both);
    }
  }

  private void writeCodes(MemorySegment to, long at) {
    long low = at;
    if (bits > 4) {
      for (int i = 0; i < PART; i++) {
        int fifth = 0;
        for (int p = 0; p < PARTS; p++) {
          fifth |= codes[p * PART + i] >>> 4 << p;
        }
        to.set(ValueLayout.JAVA_BYTE, at + i, (byte) fifth);
      }
      low += PART;
    }
    for (int pair = 0; pair < PARTS / 2; pair++) {
      for (int i = 0; i < PART; i++) {
        int first = codes[2 * pair * PART + i] & 15;
        int second = codes[(2 * pair + 1) * PART + i] & 15;
        to.set(ValueLayout.JAVA_BYTE, low + (long) pair * PART + i, (byte) (first | second << 4));
      }
    }
  }
}
