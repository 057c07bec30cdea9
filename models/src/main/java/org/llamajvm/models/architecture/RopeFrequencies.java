package org.llamajvm.models.architecture;

import org.llamajvm.models.architecture.RopeConfig.Dynamic;
import org.llamajvm.models.architecture.RopeConfig.Linear;
import org.llamajvm.models.architecture.RopeConfig.Llama3;
import org.llamajvm.models.architecture.RopeConfig.LongRope;
import org.llamajvm.models.architecture.RopeConfig.Proportional;
import org.llamajvm.models.architecture.RopeConfig.Unscaled;
import org.llamajvm.models.architecture.RopeConfig.Yarn;

/** The angular frequencies of rotary position embedding, in radians per position. */
public final class RopeFrequencies {

  /** Keeps a border of YaRN that has no width from dividing by zero. */
  private static final double LEAST_WIDTH = 0.001;

  private RopeFrequencies() {}

  /**
   * The frequency of each pair of a head, in double precision, for sequences within the original
   * context.
   *
   * @param rope base and scaling
   * @param headSize elements of a head, even
   * @return (headSize / 2) frequencies, or fewer if only a part of a head is turned
   * @throws IllegalArgumentException if {@code headSize} is odd or not positive
   */
  public static double[] of(RopeConfig rope, int headSize) {
    return of(rope, headSize, 0);
  }

  /**
   * The same for sequences of other lengths.
   *
   * @param length of the sequence in tokens; 0 for one within the original context
   * @throws IllegalArgumentException if {@code headSize} is odd or not positive
   */
  public static double[] of(RopeConfig rope, int headSize, int length) {
    if (headSize <= 0 || headSize % 2 != 0) {
      throw new IllegalArgumentException(
          "head size is %d, expected an even number".formatted(headSize));
    }
    boolean whole = rope.scaling() instanceof Proportional;
    int turned = (int) (headSize * rope.portion()) / 2 * 2;
    int size = whole ? headSize : turned;
    double theta =
        rope.scaling() instanceof Dynamic dynamic
            ? rope.theta() * stretch(dynamic, size, length)
            : rope.theta();
    double[] frequencies = new double[size / 2];
    for (int pair = 0; pair < turned / 2; pair++) {
      double original = Math.pow(theta, -2.0 * pair / size);
      frequencies[pair] =
          switch (rope.scaling()) {
            case Unscaled _, Dynamic _ -> original;
            case Linear linear -> original / linear.factor();
            case Proportional proportional -> original / proportional.factor();
            case Llama3 llama3 -> scale(original, llama3);
            case Yarn yarn -> scale(original, pair, theta, size, yarn);
            case LongRope longRope ->
                original
                    / (length > longRope.originalMaxPositions()
                            ? longRope.longFactors()
                            : longRope.shortFactors())
                        .get(pair);
          };
    }
    return frequencies;
  }

  private static double stretch(Dynamic scaling, int size, int length) {
    double contexts = Math.max(1, (double) length / scaling.maxPositions());
    double factor = scaling.factor() * contexts - (scaling.factor() - 1);
    return Math.pow(factor, size / (size - 2.0));
  }

  private static double scale(double frequency, Llama3 scaling) {
    double low = scaling.lowFreqFactor();
    double high = scaling.highFreqFactor();
    double turns = scaling.originalMaxPositions() * frequency / (2 * Math.PI);
    double kept = turns < low ? 0 : turns >= high ? 1 : (turns - low) / (high - low);
    return frequency * (kept + (1 - kept) / scaling.factor());
  }

  private static double scale(double frequency, int pair, double theta, int size, Yarn scaling) {
    double first = pairOfTurns(scaling.fast(), theta, size, scaling);
    double last = pairOfTurns(scaling.slow(), theta, size, scaling);
    double from = Math.max(scaling.wholePairs() ? Math.floor(first) : first, 0);
    double to = Math.min(scaling.wholePairs() ? Math.ceil(last) : last, size - 1);
    double width = from == to ? LEAST_WIDTH : to - from;
    double stretched = Math.clamp((pair - from) / width, 0.0, 1.0);
    return frequency * (stretched / scaling.factor() + (1 - stretched));
  }

  /** The pair, if there were one between two, that turns so many times in the original context. */
  private static double pairOfTurns(double turns, double theta, int size, Yarn scaling) {
    double wavelength = scaling.originalMaxPositions() / (turns * 2 * Math.PI);
    return size * Math.log(wavelength) / (2 * Math.log(theta));
  }
}
