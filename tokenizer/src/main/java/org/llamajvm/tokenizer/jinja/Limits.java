package org.llamajvm.tokenizer.jinja;

import java.time.Duration;

/**
 * What one render may use. How large a single value may be is fixed (16 Mi characters, 1 Mi items,
 * 100,000 steps of a range, 100 levels of nesting).
 *
 * @param steps most operations; going through text costs one for every 16 characters
 * @param memory most bytes of all values that are made, those no longer in use included
 * @param output most UTF-16 units of text rendered
 * @param depth most levels of expressions, statements and macro calls inside each other
 * @param time longest time, for a machine on which the steps take too long
 */
public record Limits(long steps, long memory, int output, int depth, Duration time) {
  private static final long MOST_MEMORY = 256L << 20;

  /**
   * Enough for conversations that fill any context, refused within about a second otherwise. Of the
   * heap it takes a quarter at most.
   */
  public static final Limits DEFAULT =
      new Limits(
          10_000_000,
          Math.min(MOST_MEMORY, Runtime.getRuntime().maxMemory() / 4),
          1 << 24,
          300,
          Duration.ofSeconds(10));

  /**
   * Checks that each is positive.
   *
   * @throws IllegalArgumentException if one is not
   */
  public Limits {
    if (steps <= 0 || memory <= 0 || output <= 0 || depth <= 0 || !time.isPositive()) {
      throw new IllegalArgumentException("Limits must be positive");
    }
  }
}
