package org.llamajvm.models;

import java.util.List;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.engine.generate.Timings;
import org.llamajvm.engine.sampling.TokenLogprobs;

/**
 * What a generation made.
 *
 * @param text the completion, without the prompt and without stop strings
 * @param tokens ids of all tokens that were made, those of a stop string included
 * @param finishReason why it ended
 * @param usage how many tokens went in and came out
 * @param timings how long it took
 * @param logprobs one entry a token if asked for, else empty
 */
public record Generation(
    String text,
    List<Integer> tokens,
    FinishReason finishReason,
    Usage usage,
    Timings timings,
    List<TokenLogprobs> logprobs) {

  /** Copies the lists. */
  public Generation {
    tokens = List.copyOf(tokens);
    logprobs = List.copyOf(logprobs);
  }

  /**
   * Numbers of tokens.
   *
   * @param promptTokens tokens of the prompt
   * @param cachedTokens of these, how many were in the KV cache already
   * @param completionTokens tokens that were made
   */
  public record Usage(int promptTokens, int cachedTokens, int completionTokens) {

    /** All tokens together. */
    public int totalTokens() {
      return promptTokens + completionTokens;
    }
  }
}
