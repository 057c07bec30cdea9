package org.llamajvm.models.bench;

/**
 * One thing to time.
 *
 * @param kind of work
 * @param tokens to process or to make, of each sequence
 * @param depth tokens that are in the KV cache before, of each sequence
 * @param parallel sequences that are computed together
 */
public record BenchmarkTest(Kind kind, int tokens, int depth, int parallel) {

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
   * @throws IllegalArgumentException if there are no tokens or no sequences, or the depth is
   *     negative
   */
  public BenchmarkTest {
    if (tokens < 1 || depth < 0 || parallel < 1) {
      throw new IllegalArgumentException(
          "%d tokens at depth %d of %d sequences".formatted(tokens, depth, parallel));
    }
  }

  /** Of one sequence. */
  public BenchmarkTest(Kind kind, int tokens, int depth) {
    this(kind, tokens, depth, 1);
  }

  /** Its name in the field: {@code pp512}, {@code tg128 @ d4096}, {@code tg128 x 8}. */
  public String name() {
    String name = (kind == Kind.PROMPT ? "pp" : "tg") + tokens;
    String together = parallel == 1 ? name : name + " x " + parallel;
    return depth == 0 ? together : together + " @ d" + depth;
  }

  /** Tokens of all sequences. */
  public int allTokens() {
    return tokens * parallel;
  }

  /** Positions that the KV cache of a sequence must hold. */
  public int positions() {
    return depth + tokens;
  }
}
