package org.llamajvm.engine.kernel;

import static org.assertj.core.api.Assertions.fail;

/** Closeness in units of what one float32 operation rounds. */
public final class Rounding {

  /** What a float32 operation may be off by, relatively. */
  public static final double UNIT = 0x1p-24;

  private Rounding() {}

  /**
   * What a float32 sum of products may be off by, in whatever order it was added up.
   *
   * @param length number of products
   * @param size sum of the products' magnitudes
   */
  public static double ofSum(int length, double size) {
    return (length + 2) * UNIT * size;
  }

  /** Asserts that {@code |actual - expected| ≤ bound}, for a thing with this index. */
  public static void assertWithin(double bound, float actual, float expected, int index) {
    if (!(Math.abs((double) actual - expected) <= bound)) {
      fail("index %d: %s is not within %s of %s", index, actual, bound, expected);
    }
  }
}
