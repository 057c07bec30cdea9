package org.llamajvm.models.architecture;

import java.util.List;

/**
 * Rotary position embedding: the angle of pair {@code i} at position {@code p} is {@code p *
 * theta^(-2 i / size)}, changed by a scaling, where {@code size} is the part of a head that is
 * turned.
 *
 * @param theta the base of the wavelengths, positive
 * @param scaling what stretches the wavelengths beyond the context of the first training
 * @param portion the part of a head that is turned, from its beginning on: 1 for all of it
 * @see <a href="https://arxiv.org/abs/2104.09864">RoFormer, section 3.2.2</a>
 */
public record RopeConfig(double theta, Scaling scaling, double portion) {

  /** Whole heads. */
  public RopeConfig(double theta, Scaling scaling) {
    this(theta, scaling, 1);
  }

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
   * The frequencies of whole heads divided by a factor, of which only a portion is used: the pairs
   * beyond it are not turned.
   *
   * @param factor positive
   */
  public record Proportional(double factor) implements Scaling {}

  /**
   * A base that grows with the sequence's length, beyond the context of the training.
   *
   * @param factor positive
   * @param maxPositions the context of the training, in tokens
   */
  public record Dynamic(double factor, int maxPositions) implements Scaling {}

  /**
   * Llama 3.1's: wavelengths that fit less than {@code lowFreqFactor} times into the original
   * context are stretched by {@code factor}, those that fit more than {@code highFreqFactor} times
   * stay, and between the two it is interpolated.
   *
   * @param factor positive
   * @param lowFreqFactor positive
   * @param highFreqFactor at least {@code lowFreqFactor}
   * @param originalMaxPositions the context of the first training, in tokens
   */
  public record Llama3(
      double factor, double lowFreqFactor, double highFreqFactor, int originalMaxPositions)
      implements Scaling {}

  /**
   * YaRN: pairs that turn less than {@code slow} times in the original context are stretched by
   * {@code factor}, those that turn more than {@code fast} times stay, and between the two it is
   * interpolated from pair to pair.
   *
   * @param factor positive
   * @param fast turns, more than {@code slow}
   * @param slow turns, positive
   * @param originalMaxPositions the context of the first training, in tokens
   * @param wholePairs whether the borders between the three are whole numbers of pairs
   * @param magnitude what queries and keys are multiplied by
   * @see <a href="https://arxiv.org/abs/2309.00071">YaRN</a>
   */
  public record Yarn(
      double factor,
      double fast,
      double slow,
      int originalMaxPositions,
      boolean wholePairs,
      double magnitude)
      implements Scaling {}

  /**
   * LongRoPE: a factor for each pair, found by search; other ones for sequences that get longer
   * than the original context.
   *
   * @param shortFactors (pairs) for sequences within the original context
   * @param longFactors (pairs) for longer ones
   * @param originalMaxPositions the context of the first training, in tokens
   * @param magnitude what queries and keys are multiplied by
   * @see <a href="https://arxiv.org/abs/2402.13753">LongRoPE</a>
   */
  public record LongRope(
      List<Double> shortFactors,
      List<Double> longFactors,
      int originalMaxPositions,
      double magnitude)
      implements Scaling {

    /** Copies the lists. */
    public LongRope {
      shortFactors = List.copyOf(shortFactors);
      longFactors = List.copyOf(longFactors);
    }
  }
}
