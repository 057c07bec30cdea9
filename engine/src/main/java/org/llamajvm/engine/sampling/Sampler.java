package org.llamajvm.engine.sampling;

/**
 * Chooses the tokens of one sequence. Its buffers are made once; choosing allocates nothing. Equal
 * logits are ordered by token id, so that equal logits, options and history give equal tokens. Not
 * safe for use by several threads.
 */
public final class Sampler {

  private final SamplingOptions options;
  private final int vocabularySize;
  private final int[] biasedTokens;
  private final float[] biases;
  private final Penalties penalties;
  private final Distribution distribution;
  private final SplitMix64 random;

  /**
   * Makes a sampler with an empty history.
   *
   * @param options how to choose
   * @param vocabularySize number of logits
   * @param capacity the most tokens that a sequence may have, the bound of its history
   * @throws IllegalArgumentException if a logit bias names a token beyond the vocabulary
   */
  public Sampler(SamplingOptions options, int vocabularySize, int capacity) {
    this.options = options;
    this.vocabularySize = vocabularySize;
    biasedTokens = options.logitBias().keySet().stream().mapToInt(Integer::intValue).toArray();
    biases = new float[biasedTokens.length];
    check(options, vocabularySize);
    for (int i = 0; i < biases.length; i++) {
      biases[i] = options.logitBias().get(biasedTokens[i]);
    }
    penalties = new Penalties(options, vocabularySize, capacity);
    distribution = new Distribution(options, options.isGreedy() ? 0 : vocabularySize);
    random = new SplitMix64(options.seed());
  }

  /**
   * Refuses what no sampler can do, before there is one.
   *
   * @throws IllegalArgumentException if a logit bias names a token beyond the vocabulary
   */
  public static void check(SamplingOptions options, int vocabularySize) {
    for (int token : options.logitBias().keySet()) {
      if (token >= vocabularySize) {
        throw new IllegalArgumentException(
            "Logit bias for token %d, but the vocabulary has %d tokens"
                .formatted(token, vocabularySize));
      }
    }
  }

  /** Adds a token of the prompt or of the answer to the history that the penalties look at. */
  public void accept(int token) {
    penalties.accept(token);
  }

  /**
   * Chooses a token. It is not added to the history.
   *
   * @param logits (vocabularySize), changed by bias and penalties
   * @return the token's id
   * @throws IllegalArgumentException if there is another number of logits
   * @throws ArithmeticException if a logit is NaN or all are negative infinity
   */
  public int sample(float[] logits) {
    if (logits.length != vocabularySize) {
      throw new IllegalArgumentException(
          "%d logits for a vocabulary of %d tokens".formatted(logits.length, vocabularySize));
    }
    for (int i = 0; i < biases.length; i++) {
      logits[biasedTokens[i]] += biases[i];
    }
    penalties.apply(logits);
    return choose(logits);
  }

  /**
   * Chooses another token after {@link #sample}, when some tokens turned out to be impossible.
   *
   * @param logits as {@code sample} left them, but for those that are negative infinity by now
   * @return the token's id
   * @throws ArithmeticException if all are negative infinity
   */
  public int sampleAgain(float[] logits) {
    return choose(logits);
  }

  private int choose(float[] logits) {
    int best = mostProbable(logits);
    if (options.isGreedy()) {
      return best;
    }
    distribution.take(logits, logits[best]);
    return distribution.token(draw());
  }

  private static int mostProbable(float[] logits) {
    int best = 0;
    for (int i = 0; i < logits.length; i++) {
      if (Float.isNaN(logits[i])) {
        throw new ArithmeticException("The logit of token %d is not a number".formatted(i));
      }
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    if (logits[best] == Float.NEGATIVE_INFINITY) {
      throw new ArithmeticException("Every token is impossible: all logits are -infinity");
    }
    return best;
  }

  /** Draws an index of the distribution; never one whose weight is zero. */
  private int draw() {
    double sum = 0;
    for (int i = 0; i < distribution.size(); i++) {
      sum += distribution.weight(i);
    }
    double left = random.nextDouble() * sum;
    int drawn = 0;
    for (int i = 0; i < distribution.size() && left >= 0; i++) {
      double weight = distribution.weight(i);
      if (weight > 0) {
        drawn = i;
        left -= weight;
      }
    }
    return drawn;
  }
}
