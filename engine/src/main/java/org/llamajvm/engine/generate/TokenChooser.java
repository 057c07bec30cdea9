package org.llamajvm.engine.generate;

import java.util.Objects;
import org.llamajvm.engine.sampling.LogSoftmax;
import org.llamajvm.engine.sampling.Sampler;

/**
 * What happens between two steps of one sequence: a token is chosen from its logits, and it is
 * decided whether to go on. Allocates nothing per token unless log probabilities are asked for. One
 * thread at a time.
 */
public final class TokenChooser {

  private final Sampler sampler;
  private final LogSoftmax logprobs;
  private final int[] endTokens;
  private final int maxTokens;
  private final TokenListener listener;
  private int token = -1;
  private int made;

  /**
   * Borrows everything.
   *
   * @param sampler chooses the tokens; it has been told of the prompt, and is told of every token
   *     that is made
   * @param logprobs makes the log probabilities to report, null for none
   * @param endTokens ids that end the text; they are not reported
   * @param maxTokens the most tokens to make
   * @param listener gets every token
   * @throws IllegalArgumentException if {@code maxTokens} is negative
   */
  public TokenChooser(
      Sampler sampler,
      LogSoftmax logprobs,
      int[] endTokens,
      int maxTokens,
      TokenListener listener) {
    if (maxTokens < 0) {
      throw new IllegalArgumentException("A negative number of tokens: " + maxTokens);
    }
    this.sampler = Objects.requireNonNull(sampler);
    this.logprobs = logprobs;
    this.endTokens = endTokens;
    this.maxTokens = maxTokens;
    this.listener = Objects.requireNonNull(listener);
  }

  /**
   * The prompt was processed.
   *
   * @return why no token is wanted, or null if its logits are
   */
  public FinishReason begin() {
    return maxTokens == 0 ? FinishReason.LENGTH : null;
  }

  /**
   * Chooses the next token and tells the listener of it.
   *
   * @param logits (vocabulary), changed by bias and penalties
   * @return why no further token is wanted, or null to process {@link #token()} and go on
   * @throws ArithmeticException if the logits are not numbers
   */
  public FinishReason choose(float[] logits) {
    if (logprobs != null) {
      logprobs.read(logits);
    }
    token = sampler.sample(logits);
    if (isEnd(token)) {
      return FinishReason.STOP;
    }
    made++;
    sampler.accept(token);
    if (!listener.onToken(token, logprobs == null ? null : logprobs.of(token))) {
      return FinishReason.STOP;
    }
    return made == maxTokens ? FinishReason.LENGTH : null;
  }

  /** The token chosen last. */
  public int token() {
    return token;
  }

  /** How many tokens were made; one that ends the text does not count. */
  public int made() {
    return made;
  }

  private boolean isEnd(int candidate) {
    for (int end : endTokens) {
      if (end == candidate) {
        return true;
      }
    }
    return false;
  }
}
