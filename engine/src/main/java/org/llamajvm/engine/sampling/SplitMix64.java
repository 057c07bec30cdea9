package org.llamajvm.engine.sampling;

/**
 * The generator behind a seed: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom
 * number generators", 2014). Written out here because its numbers are part of the promise that a
 * seed gives the same text in every release. Not safe for use by several threads.
 */
public final class SplitMix64 {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  /** Starts the series of a seed; equal seeds give equal series. */
  public SplitMix64(long seed) {
    state = seed;
  }

  /** The seed that continues this series. */
  public long state() {
    return state;
  }

  /** The next 64 bits. */
  public long nextLong() {
    state += GOLDEN_GAMMA;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** The next number, evenly spread over 0 (inclusive) to 1 (exclusive) in steps of 2⁻⁵³. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }
}
