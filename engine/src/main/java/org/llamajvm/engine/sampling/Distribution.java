package org.llamajvm.engine.sampling;

/**
 * The tokens that pass top-k, top-p and min-p, and the weight of each in the draw after the
 * temperature. Not safe for use by several threads.
 */
final class Distribution {

  private final SamplingOptions options;
  private final int vocabularySize;
  private final RankedTokens ranked;

  /** Unnormalised: by rank if tokens are filtered, else by id. */
  private final double[] weights;

  private boolean filtered;
  private int size;

  Distribution(SamplingOptions options, int vocabularySize) {
    this.options = options;
    this.vocabularySize = vocabularySize;
    ranked = new RankedTokens(vocabularySize);
    weights = new double[vocabularySize];
  }

  /** Takes logits, none of them NaN, of which {@code highest} is the highest. */
  void take(float[] logits, float highest) {
    filtered = options.topK() > 0 || options.topP() < 1 || options.minP() > 0;
    size = filtered ? filter(logits, highest) : vocabularySize;
    for (int i = 0; i < size; i++) {
      weights[i] = Math.exp((logits[token(i)] - highest) / options.temperature());
    }
  }

  /** How many tokens are left. */
  int size() {
    return size;
  }

  /** One of the tokens left. */
  int token(int index) {
    return filtered ? ranked.token(index) : index;
  }

  /** The weight of one of the tokens left: 1 for the most probable one. */
  double weight(int index) {
    return weights[index];
  }

  private int filter(float[] logits, float highest) {
    ranked.rank(logits);
    int kept = options.topK() == 0 ? vocabularySize : Math.min(options.topK(), vocabularySize);
    if (options.topP() < 1) {
      kept = topP(kept, logits, highest);
    }
    if (options.minP() > 0) {
      kept = minP(kept, logits, highest);
    }
    return kept;
  }

  /** How many of the first {@code kept} tokens reach the part topP of their probability. */
  private int topP(int kept, float[] logits, float highest) {
    double whole = 0;
    for (int i = 0; i < kept; i++) {
      int token = kept == vocabularySize ? i : ranked.token(i);
      whole += Math.exp(logits[token] - highest);
    }
    double wanted = options.topP() * whole;
    double reached = 0;
    int rank = 0;
    do {
      reached += Math.exp(logits[ranked.token(rank++)] - highest);
    } while (rank < kept && reached < wanted);
    return rank;
  }

  /** How many of the first {@code kept} tokens have at least the part minP of the highest one. */
  private int minP(int kept, float[] logits, float highest) {
    double lowest = highest + Math.log(options.minP());
    int rank = 1;
    while (rank < kept && logits[ranked.token(rank)] >= lowest) {
      rank++;
    }
    return rank;
  }
}
