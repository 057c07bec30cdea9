package org.llamajvm.engine.kernel;

/**
 * Codes of activations: integers from -127 to 127, two in a word. The magnitudes of a group add up
 * to {@link #MOST} at most, so that its sum with centred 4-bit weights, from -8 to 7, fits 16 bits.
 */
public final class ActivationCodes {

  /** The largest code. */
  public static final float LARGEST = 127;

  /** The largest code of a group whose magnitudes would add up to too much. */
  public static final float LARGEST_OF_FLAT = 63;

  /** The largest sum of a group's magnitudes: 8 · 4,095 = 32,760. */
  public static final int MOST = 4095;

  /** 1.5 · 2^23: added to a small float, it leaves no bits for a fraction. */
  public static final float ROUNDER = 0x1.8p23f;

  private ActivationCodes() {}

  /** The nearest integer, ties to even, of a float whose magnitude is below 2^22. */
  public static int round(float value) {
    return (int) (value + ROUNDER - ROUNDER);
  }

  /** Two numbers of 16 bits in one word, the first in the low half. */
  public static int pair(int low, int high) {
    return (low & 0xFFFF) | (high << 16);
  }
}
