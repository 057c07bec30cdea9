package org.llamajvm.models.architecture;

/**
 * Rotary position embedding: the angle of pair {@code i} at position {@code p} is {@code p *
 * theta^(-2 i / headSize)}, changed by a scaling.
 *
 * @param theta the base of the wavelengths, positive
 * @param scaling what stretches the wavelengths beyond the context of the first training
 * @see <a href="https://arxiv.org/abs/2104.09864">RoFormer, section 3.2.2</a>
 */
public record RopeConfig(double theta, Scaling scaling) {

  /** How the frequencies differ from the original ones. */
  public sealed interface Scaling {}

  /** The original frequencies. */
  public record Unscaled() implements Scaling {}

  /**
   * Position interpolation: every frequency is divided by the same factor.
   *
   * @param factor positive
   * @see <a href="https://arxiv.org/abs/2306.15595">Extending context window … via positional
   *     interpolation</a>
   */
  public record Linear(double factor) implements Scaling {}

  /**
   * Llama 3.1's: wavelengths that fit less than {@code lowFreqFactor} times into the original
   * context are stretched by {@code factor}, those that fit more than {@code highFreqFactor} times
   * stay, and between the two it is interpolated.
   *
   * @param factor positive
   * @param lowFreqFactor positive
   * @param highFreqFactor more than {@code lowFreqFactor}
   * @param originalMaxPositions the context of the first training, in tokens
   */
  public record Llama3(
      double factor, double lowFreqFactor, double highFreqFactor, int originalMaxPositions)
      implements Scaling {}
}
