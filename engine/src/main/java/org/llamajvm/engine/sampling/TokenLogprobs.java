package org.llamajvm.engine.sampling;

import java.util.List;

/**
 * What the model itself, before any bias, penalty or temperature, thought of a position.
 *
 * @param token the token chosen
 * @param logprob natural logarithm of its probability
 * @param top the most probable tokens, the highest first
 */
public record TokenLogprobs(int token, double logprob, List<Entry> top) {

  /** Copies the list. */
  public TokenLogprobs {
    top = List.copyOf(top);
  }

  /**
   * One token and its probability.
   *
   * @param token id
   * @param logprob natural logarithm of its probability
   */
  public record Entry(int token, double logprob) {}
}
