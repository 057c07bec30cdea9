package org.llamajvm.models.bench;

/**
 * One thing to time.
 *
 * @param kind of work
 * @param tokens to process or to make
 * @param depth tokens that are in the KV cache before
 */
public record BenchmarkTest(Kind kind, int tokens, int depth) {

  /** What is timed. */
  public enum Kind {
    /** Prompt processing. */
    PROMPT,
    /** Token generation. */
    GENERATION
  }

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if there are no tokens, or the depth is negative
   */
  public BenchmarkTest {
    if (tokens < 1 || depth < 0) {
      throw new IllegalArgumentException("%d tokens at depth %d".formatted(tokens, depth));
    }
  }

  /** Its name in the field: {@code pp512}, {@code tg128 @ d4096}. */
  public String name() {
    String name = (kind == Kind.PROMPT ? "pp" : "tg") + tokens;
    return depth == 0 ? name : name + " @ d" + depth;
  }

  /** Positions that the KV cache must hold. */
  public int positions() {
    return depth + tokens;
  }
}
