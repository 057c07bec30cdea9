package org.llamajvm.engine.attention;

/**
 * How the product of a query and a key, or of a hidden state and a row of the output, becomes a
 * score: {@code scale · product}, and of that {@code cap · tanh(score / cap)}.
 *
 * @param scale what products are multiplied by
 * @param cap which scores approach and do not pass; 0 for none
 * @param growth by which the scores of later queries are larger
 */
public record ScoreRule(float scale, float cap, Growth growth) {

  /**
   * Queries grow step by step, so that attention stays sharp among many keys: the one at position
   * {@code p} is multiplied by {@code 1 + rate · ln(1 + ⌊(p + start) / positions⌋)}.
   *
   * @param rate 0 for none
   * @param positions of a step
   * @param start what the first position counts as
   */
  public record Growth(double rate, int positions, int start) {

    /** Queries stay as they are. */
    public static final Growth NONE = new Growth(0, Integer.MAX_VALUE, 0);

    /** What the query at a position is multiplied by. */
    float at(int position) {
      int step = (position + start) / positions;
      return (float) (1 + rate * Math.log1p(step));
    }
  }

  /** Both constants in double precision. */
  public static ScoreRule capped(double scale, double cap) {
    return new ScoreRule((float) scale, (float) cap, Growth.NONE);
  }

  /**
   * The usual rule of attention (Vaswani et al., 2017): products over the root of the head size.
   */
  public static ScoreRule of(int headSize) {
    return scaled(1 / Math.sqrt(headSize));
  }

  /** Without a cap. */
  public static ScoreRule scaled(double scale) {
    return capped(scale, 0);
  }

  /** The same for queries that grow. */
  public ScoreRule growing(Growth by) {
    return new ScoreRule(scale, cap, by);
  }
}
