package org.llamajvm.convert.block;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.llamajvm.engine.tensor.BlockType;

/** Q6_K: sixteen parts of 16 weights, whose scales are signed 8-bit codes that share a scale. */
final class SignedSuperBlocks implements BlockEncoder {

  private static final int PARTS = 16;
  private static final int PART = 16;
  private static final int TOP = 32;
  private static final int TOP_SCALE = 128;
  private static final int HIGH_AT = 128;
  private static final int SCALES_AT = 192;
  private static final int SCALE_AT = 208;
  private static final int HALF = 128; // weights
  private static final int QUARTER = 32; // of a half

  private final SignedFit fit;
  private final float[] scales;
  private final int[] codes = new int[PARTS * PART];

  SignedSuperBlocks(int cols) {
    fit = new SignedFit(PART, TOP, Importance.SQUARE);
    scales = new float[cols / PART];
  }

  @Override
  public void encode(float[] row, MemorySegment to, long at) {
    fit.fit(row, scales);
    for (int part = 0; part < scales.length; part += PARTS) {
      encodeBlock(row, part, to, at + (long) (part / PARTS) * BlockType.Q6_K.bytes());
    }
  }

  private void encodeBlock(float[] row, int part, MemorySegment to, long at) {
    float extreme = 0;
    for (int p = 0; p < PARTS; p++) {
      extreme = Math.abs(scales[part + p]) > Math.abs(extreme) ? scales[part + p] : extreme;
    }
    float unit = Half.put(to, at + SCALE_AT, -extreme / TOP_SCALE);
    for (int p = 0; p < PARTS; p++) {
      int scale = Lanes.code(scales[part + p] * Half.inverse(unit), -TOP_SCALE, TOP_SCALE - 1);
      to.set(ValueLayout.JAVA_BYTE, at + SCALES_AT + p, (byte) scale);
      float inverse = Half.inverse(unit * scale);
      for (int i = 0; i < PART; i++) {
        float exact = row[(part + p) * PART + i] * inverse;
        codes[p * PART + i] = Lanes.code(exact, -TOP, TOP - 1) + TOP;
      }
    }
    for (int half = 0; half < 2; half++) {
      writeHalf(half * HALF, to, at + half * (HALF / 2L), at + HIGH_AT + half * (HALF / 4L));
    }
  }

  /** Four low bits of two quarters share a byte, the two high bits of all four another. */
  private void writeHalf(int from, MemorySegment to, long low, long high) {
    for (int i = 0; i < QUARTER; i++) {
      int a = codes[from + i];
      int b = codes[from + QUARTER + i];
      int c = codes[from + 2 * QUARTER + i];
      int d = codes[from + 3 * QUARTER + i];
      to.set(ValueLayout.JAVA_BYTE, low + i, (byte) ((a & 15) | (c & 15) << 4));
      to.set(ValueLayout.JAVA_BYTE, low + QUARTER + i, (byte) ((b & 15) | (d & 15) << 4));
      int tops = a >>> 4 | b >>> 4 << 2 | c >>> 4 << 4 | d >>> 4 << 6;
      to.set(ValueLayout.JAVA_BYTE, high + i, (byte) tops);
    }
  }
}
