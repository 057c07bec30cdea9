package org.llamajvm.engine.attention;

/**
 * How the product of a query and a key, or of a hidden state and a row of the output, becomes a
 * score: {@code scale · product}, and of that {@code cap · tanh(score / cap)}.
 *
 * @param scale what products are multiplied by
 * @param cap which scores approach and do not pass; 0 for none
 */
public record ScoreRule(float scale, float cap) {

  /** Both constants in double precision. */
  public static ScoreRule capped(double scale, double cap) {
    return new ScoreRule((float) scale, (float) cap);
  }

  /**
   * The usual rule of attention (Vaswani et al., 2017): products over the root of the head size.
   */
  public static ScoreRule of(int headSize) {
    return scaled(1 / Math.sqrt(headSize));
  }

  /** Without a cap. */
  public static ScoreRule scaled(double scale) {
    return new ScoreRule((float) scale, 0);
  }
}
