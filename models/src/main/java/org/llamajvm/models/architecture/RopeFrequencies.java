package org.llamajvm.models.architecture;

import org.llamajvm.models.architecture.RopeConfig.Linear;
import org.llamajvm.models.architecture.RopeConfig.Llama3;
import org.llamajvm.models.architecture.RopeConfig.Unscaled;

/** The angular frequencies of rotary position embedding, in radians per position. */
public final class RopeFrequencies {

  private RopeFrequencies() {}

  /**
   * The frequency of each pair of a head, in double precision.
   *
   * @param rope base and scaling
   * @param headSize elements of a head, even
   * @return (headSize / 2) frequencies, the highest first
   * @throws IllegalArgumentException if {@code headSize} is odd or not positive
   */
  public static double[] of(RopeConfig rope, int headSize) {
    if (headSize <= 0 || headSize % 2 != 0) {
      throw new IllegalArgumentException(
          "head size is %d, expected an even number".formatted(headSize));
    }
    double[] frequencies = new double[headSize / 2];
    for (int i = 0; i < frequencies.length; i++) {
      double original = Math.pow(rope.theta(), -2.0 * i / headSize);
      frequencies[i] =
          switch (rope.scaling()) {
            case Unscaled _ -> original;
            case Linear linear -> original / linear.factor();
            case Llama3 llama3 -> scale(original, llama3);
          };
    }
    return frequencies;
  }

  private static double scale(double frequency, Llama3 scaling) {
    double low = scaling.lowFreqFactor();
    double high = scaling.highFreqFactor();
    double turns = scaling.originalMaxPositions() * frequency / (2 * Math.PI);
    double kept = Math.clamp((turns - low) / (high - low), 0.0, 1.0);
    return frequency * (kept + (1 - kept) / scaling.factor());
  }
}
