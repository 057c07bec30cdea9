package org.llamajvm.engine.kernel.vector.lanes;

/**
 * What this processor makes of subnormal float32: AMD's multiply them like all others, while each
 * takes Intel's more than a hundred cycles.
 */
public final class Subnormals {

  /** System property, {@code true} or {@code false}, that says so instead of a measurement. */
  public static final String PROPERTY = "llama.subnormals.cheap";

  /** Whether a product with a subnormal factor takes about as long as any other. */
  public static final boolean CHEAP = cheap(System.getProperty(PROPERTY));

  private static final int ROUNDS = 5;
  private static final int PRODUCTS = 500;

  private Subnormals() {}

  private static boolean cheap(String told) {
    return told == null ? measuredCheap() : Boolean.parseBoolean(told);
  }

  /** Interpreted code will do: it takes some ten cycles for a product. */
  private static boolean measuredCheap() {
    long normal = Long.MAX_VALUE;
    long subnormal = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      normal = Math.min(normal, nanoseconds(Float.MIN_NORMAL));
      subnormal = Math.min(subnormal, nanoseconds(Float.MIN_NORMAL / 1024));
    }
    return subnormal < 2 * normal;
  }

  private static long nanoseconds(float factor) {
    long start = System.nanoTime();
    float sum = 0;
    for (int i = 1; i <= PRODUCTS; i++) {
      sum += factor * i;
    }
    long end = System.nanoTime();
    return sum > 0 ? end - start : Long.MAX_VALUE;
  }
}
