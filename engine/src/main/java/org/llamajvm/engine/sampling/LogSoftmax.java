package org.llamajvm.engine.sampling;

import java.util.ArrayList;
import java.util.List;

/** Log probabilities of the tokens of one position. Not safe for use by several threads. */
public final class LogSoftmax {

  private final int topCount;

  /** The position's logits, kept because sampling changes them: (vocabularySize). */
  private final float[] logits;

  private final RankedTokens ranked;
  private double logSum;

  /**
   * Makes the buffers.
   *
   * @param vocabularySize number of logits
   * @param topCount how many of the most probable tokens are listed; 0 for none
   * @throws IllegalArgumentException if {@code topCount} is negative or beyond the vocabulary
   */
  public LogSoftmax(int vocabularySize, int topCount) {
    check(vocabularySize, topCount);
    this.topCount = topCount;
    logits = new float[vocabularySize];
    ranked = new RankedTokens(topCount == 0 ? 0 : vocabularySize);
  }

  /**
   * Refuses a number of tokens that cannot be listed.
   *
   * @throws IllegalArgumentException if {@code topCount} is negative or beyond the vocabulary
   */
  public static void check(int vocabularySize, int topCount) {
    if (topCount < 0 || topCount > vocabularySize) {
      throw new IllegalArgumentException(
          "The number of logprobs must be from 0 to %d, not %d"
              .formatted(vocabularySize, topCount));
    }
  }

  /** Copies the logits of a position: (vocabularySize). */
  public void read(float[] position) {
    System.arraycopy(position, 0, logits, 0, logits.length);
    logSum = logSumExp(logits);
    if (topCount > 0) {
      ranked.rank(logits);
    }
  }

  /** What the position read last thinks of a token, and which ones it finds most probable. */
  public TokenLogprobs of(int token) {
    List<TokenLogprobs.Entry> top = new ArrayList<>(topCount);
    for (int rank = 0; rank < topCount; rank++) {
      int other = ranked.token(rank);
      top.add(new TokenLogprobs.Entry(other, logits[other] - logSum));
    }
    return new TokenLogprobs(token, logits[token] - logSum, top);
  }

  /** The natural logarithm of one token's probability: of its softmax over all the logits. */
  public static double logProbability(float[] logits, int token) {
    return logits[token] - logSumExp(logits);
  }

  private static double logSumExp(float[] logits) {
    float highest = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      highest = Math.max(highest, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - highest);
    }
    return highest + Math.log(sum);
  }
}
