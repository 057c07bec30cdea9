package org.llamajvm.engine.kernel;

/**
 * What the codes of {@link Int8Input} have in common in all layouts. The magnitudes of a group add
 * up to {@link #MOST} at most, so that its sum with centred 4-bit weights, from -8 to 7, fits 16
 * bits.
 */
public final class Int8Codes {

  /** The largest code. */
  public static final float LARGEST = 127;

  /** The largest code of a group whose magnitudes would add up to too much. */
  public static final float LARGEST_OF_FLAT = 63;

  /** The largest sum of a group's magnitudes: 8 · 4,095 = 32,760. */
  public static final int MOST = 4095;

  /** 1.5 · 2^23: added to a small float, it leaves no bits for a fraction. */
  public static final float ROUNDER = 0x1.8p23f;

  private Int8Codes() {}

  /**
   * Columns that share a scale: no more than share one in the weights, and no more than 16-bit sums
   * allow.
   *
   * @param weightGroupSize columns that share a scale in the weights: a multiple of 32
   */
  public static int groupSize(int weightGroupSize) {
    return weightGroupSize % 64 == 0 ? 64 : 32;
  }

  /**
   * Checks that groups fill rows.
   *
   * @throws IllegalArgumentException if they do not
   */
  public static void check(int groupSize, int cols) {
    if (cols % groupSize != 0) {
      throw new IllegalArgumentException(
          "Groups of %d do not divide %d columns".formatted(groupSize, cols));
    }
  }

  /** The nearest integer, ties to even, of a float whose magnitude is below 2^22. */
  public static int round(float value) {
    return (int) (value + ROUNDER - ROUNDER);
  }
}
