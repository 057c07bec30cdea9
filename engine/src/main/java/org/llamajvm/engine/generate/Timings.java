package org.llamajvm.engine.generate;

import java.time.Duration;

/**
 * How long a generation took.
 *
 * @param promptTokens tokens of the prompt that were processed, without those already in the cache
 * @param prompt time until the logits of the prompt's last token were there
 * @param generatedTokens tokens that were made
 * @param generation time from then to the end
 */
public record Timings(int promptTokens, Duration prompt, int generatedTokens, Duration generation) {

  /** Time from start to end. */
  public Duration total() {
    return prompt.plus(generation);
  }

  /** Tokens of the prompt a second. */
  public double promptRate() {
    return rate(promptTokens, prompt);
  }

  /** Tokens made a second, the time of the prompt not counted. */
  public double generationRate() {
    return rate(generatedTokens, generation);
  }

  /** Tokens made a second of the whole time. */
  public double totalRate() {
    return rate(generatedTokens, total());
  }

  private static double rate(int tokens, Duration time) {
    return time.isZero() ? 0 : tokens * 1e9 / time.toNanos();
  }
}
