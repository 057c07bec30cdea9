package org.llamajvm.engine.generate;

import java.util.Arrays;
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
  private final TokenFilter filter;
  private int[] tokens = {-1};
  private int[] owed = {}; // forced tokens that are made one by one
  private int paid; // how many of them were made
  private int count = 1;
  private int made;

  /**
   * As {@link #TokenChooser(Sampler, LogSoftmax, int[], int, TokenListener, TokenFilter)} without a
   * filter.
   *
   * @throws IllegalArgumentException if {@code maxTokens} is negative
   */
  public TokenChooser(
      Sampler sampler,
      LogSoftmax logprobs,
      int[] endTokens,
      int maxTokens,
      TokenListener listener) {
    this(sampler, logprobs, endTokens, maxTokens, listener, null);
  }

  /**
   * Borrows everything.
   *
   * @param sampler chooses the tokens; it has been told of the prompt, and is told of every token
   *     that is made
   * @param logprobs makes the log probabilities to report, null for none
   * @param endTokens ids that end the text; they are not reported
   * @param maxTokens the most tokens to make
   * @param listener gets every token
   * @param filter says which tokens are possible and is told of every token that is made; null if
   *     all are
   * @throws IllegalArgumentException if {@code maxTokens} is negative
   */
  public TokenChooser(
      Sampler sampler,
      LogSoftmax logprobs,
      int[] endTokens,
      int maxTokens,
      TokenListener listener,
      TokenFilter filter) {
    if (maxTokens < 0) {
      throw new IllegalArgumentException("A negative number of tokens: " + maxTokens);
    }
    this.sampler = Objects.requireNonNull(sampler);
    this.logprobs = logprobs;
    this.endTokens = endTokens;
    this.maxTokens = maxTokens;
    this.listener = Objects.requireNonNull(listener);
    this.filter = filter;
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
   * Chooses the next token, and those after it that a filter forces, and tells the listener of
   * them. If log probabilities are asked for, the forced ones come one by one, each with its own.
   *
   * @param logits (vocabulary), changed by bias, penalties and filter
   * @param room how many tokens can be processed before the context is full
   * @return why no further token is wanted, or null to process {@link #tokens} and go on
   * @throws ArithmeticException if the logits are not numbers, or the filter leaves none
   */
  public FinishReason choose(float[] logits, int room) {
    if (logprobs != null) {
      logprobs.read(logits);
    }
    count = 1;
    if (paid < owed.length) {
      tokens[0] = owed[paid++];
      return make(tokens[0]);
    }
    int token = draw(logits);
    tokens[0] = token;
    if (isEnd(token)) {
      return FinishReason.STOP;
    }
    FinishReason reason = make(token);
    return filter == null || reason != null ? reason : force(room);
  }

  private int draw(float[] logits) {
    int token = sampler.sample(logits);
    if (filter != null && !filter.allows(token)) {
      filter.mask(logits);
      token = sampler.sampleAgain(logits);
    }
    return token;
  }

  /** Counts a token and tells everybody of it. */
  private FinishReason make(int token) {
    made++;
    sampler.accept(token);
    if (filter != null) {
      filter.accept(token);
    }
    if (!listener.onToken(token, logprobs == null ? null : logprobs.of(token))) {
      return FinishReason.STOP;
    }
    if (filter != null && filter.isComplete()) {
      return FinishReason.STOP;
    }
    return made == maxTokens ? FinishReason.LENGTH : null;
  }

  /** Makes the tokens that must come next, or owes them if their log probabilities are wanted. */
  private FinishReason force(int room) {
    if (logprobs != null) {
      owed = filter.forced().clone();
      paid = 0;
      return null;
    }
    FinishReason reason = null;
    for (int token : filter.forced()) {
      if (reason != null || count >= room) {
        break;
      }
      if (count == tokens.length) {
        tokens = Arrays.copyOf(tokens, 2 * count);
      }
      tokens[count++] = token;
      reason = make(token);
    }
    return reason;
  }

  /**
   * The tokens chosen last, borrowed: {@link #count} of them. If there are several, they are
   * processed as a piece of prompt.
   */
  public int[] tokens() {
    return tokens;
  }

  /** How many tokens were chosen last. */
  public int count() {
    return count;
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
