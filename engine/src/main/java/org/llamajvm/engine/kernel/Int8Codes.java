package org.llamajvm.engine.kernel;

/** What the codes of {@link Int8Input} have in common in all layouts. */
public final class Int8Codes {

  /** The largest code. */
  public static final float LARGEST = 127;

  /** The largest code of a group whose magnitudes would add up to too much. */
  public static final float LARGEST_OF_FLAT = 63;

  /** 1.5 · 2^23: added to a small float, it leaves no bits for a fraction. */
  public static final float ROUNDER = 0x1.8p23f;

  private Int8Codes() {}

  /** The nearest integer, ties to even, of a float whose magnitude is below 2^22. */
  public static int round(float value) {
    return (int) (value + ROUNDER - ROUNDER);
  }
}
