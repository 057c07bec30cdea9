package org.llamajvm.tokenizer.jinja;

/**
 * What one render may use. How large a single value may be is fixed (16 Mi characters, 1 Mi items,
 * 100,000 steps of a range, 100 levels of nesting).
 *
 * @param steps most operations; making text costs one for every 16 characters
 * @param output most UTF-16 units of text rendered
 * @param depth most levels of expressions, statements and macro calls inside each other
 */
public record Limits(long steps, int output, int depth) {
  /** Enough for conversations that fill any context, refused within about a second otherwise. */
  public static final Limits DEFAULT = new Limits(10_000_000, 1 << 24, 300);

  /** Checks that each is positive. */
  public Limits {
    if (steps <= 0 || output <= 0 || depth <= 0) {
      throw new IllegalArgumentException("Limits must be positive");
    }
  }
}
