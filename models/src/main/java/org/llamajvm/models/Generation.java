package org.llamajvm.models;

import java.util.List;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.engine.generate.Timings;
import org.llamajvm.engine.sampling.TokenLogprobs;
import org.llamajvm.models.tool.ToolCall;

/**
 * What a generation made.
 *
 * @param text the completion, without the prompt and without stop strings, and without what is
 *     thought and called, if it is read for that
 * @param tokens ids of all tokens that were made, those of a stop string included
 * @param finishReason why it ended
 * @param usage how many tokens went in and came out
 * @param timings how long it took
 * @param logprobs one entry a token if asked for, else empty
 * @param thinking what the model thought before it answered; empty if that is not told apart
 * @param calls of functions that the model wants, complete ones; empty if none was offered
 */
public record Generation(
    String text,
    List<Integer> tokens,
    FinishReason finishReason,
    Usage usage,
    Timings timings,
    List<TokenLogprobs> logprobs,
    String thinking,
    List<ToolCall> calls) {

  /** Copies the lists. */
  public Generation {
    tokens = List.copyOf(tokens);
    logprobs = List.copyOf(logprobs);
    calls = List.copyOf(calls);
  }

  /** A generation that is text alone. */
  public Generation(
      String text,
      List<Integer> tokens,
      FinishReason finishReason,
      Usage usage,
      Timings timings,
      List<TokenLogprobs> logprobs) {
    this(text, tokens, finishReason, usage, timings, logprobs, "", List.of());
  }

  /** The same, when what should come of it was cancelled. */
  Generation cancelled() {
    return new Generation(
        text, tokens, FinishReason.CANCELLED, usage, timings, logprobs, thinking, calls);
  }

  /**
   * Numbers of tokens.
   *
   * @param promptTokens tokens of the prompt
   * @param cachedTokens of these, how many were in the KV cache already
   * @param completionTokens tokens that were made
   * @param thinkingTokens of these, how many became {@link Generation#thinking}
   */
  public record Usage(
      int promptTokens, int cachedTokens, int completionTokens, int thinkingTokens) {

    /** All tokens together. */
    public int totalTokens() {
      return promptTokens + completionTokens;
    }
  }
}
