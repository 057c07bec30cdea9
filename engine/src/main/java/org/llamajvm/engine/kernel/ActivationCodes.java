package org.llamajvm.engine.kernel;

/** Codes of activations: integers from -127 to 127, two in a word. */
public final class ActivationCodes {

  /** The largest code. */
  public static final float LARGEST = 127;

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
