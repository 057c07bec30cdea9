package org.llamajvm.convert.block;

/**
 * Sixteen parts of a row side by side, so that the compiler can work on all of them at once: (part
 * length, {@value #COUNT}), one column for each part. Used by one thread.
 */
final class Lanes {

  /** Parts that are worked on together. */
  static final int COUNT = 16;

  /** What is added to and taken off a float to round it: 1.5 · 2^23. */
  private static final float ROUNDER = 0x1.8p23f;

  final int length;
  final float[] weights;

  /**
   * @param length weights of a part
   */
  Lanes(int length) {
    this.length = length;
    weights = new float[length * COUNT];
  }

  /**
   * Takes parts of a row.
   *
   * @param part number of the first
   * @param count how many there are, at most {@value #COUNT}; the other columns become zeros
   */
  void gather(float[] row, int part, int count) {
    for (int lane = 0; lane < COUNT; lane++) {
      int from = (part + lane) * length;
      for (int i = 0; i < length; i++) {
        weights[i * COUNT + lane] = lane < count ? row[from + i] : 0;
      }
    }
  }

  /** The code from {@code least} to {@code most} that is nearest to a number. */
  static int code(float exact, int least, int most) {
    return (int) Math.clamp(round(exact), (float) least, (float) most);
  }

  /** The nearest whole number, the even one of two; for magnitudes below 2^22. */
  static float round(float value) {
    return value + ROUNDER - ROUNDER;
  }
}
