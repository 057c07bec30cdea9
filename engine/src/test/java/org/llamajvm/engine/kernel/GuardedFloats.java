package org.llamajvm.engine.kernel;

import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** Floats between canaries: a NaN that no kernel makes, in every place that must stay untouched. */
public final class GuardedFloats {

  /** Floats before and after. */
  public static final int GUARD = 19;

  private static final int CANARY = 0x7FC0_CAFE;

  private GuardedFloats() {}

  /** An array of so many canaries. */
  public static float[] canaries(int length) {
    float[] array = new float[length];
    Arrays.fill(array, Float.intBitsToFloat(CANARY));
    return array;
  }

  /** The values from index {@link #GUARD} on, canaries around them. */
  public static float[] guarded(float[] values) {
    float[] array = canaries(values.length + 2 * GUARD);
    System.arraycopy(values, 0, array, GUARD, values.length);
    return array;
  }

  /** Asserts that canaries are where {@code written} is false, and nowhere else. */
  public static void assertWritten(float[] array, IntPredicate written) {
    for (int i = 0; i < array.length; i++) {
      boolean canary = Float.floatToRawIntBits(array[i]) == CANARY;
      if (canary == written.test(i)) {
        fail("index %d of %d was %s", i, array.length, canary ? "not written" : "written");
      }
    }
  }

  /** Asserts that all is canary but {@code length} floats from {@link #GUARD} on. */
  public static void assertGuarded(float[] array, int length) {
    assertWritten(array, i -> i >= GUARD && i < GUARD + length);
  }
}
