package org.llamajvm.engine.module;

import java.util.Arrays;

/**
 * RMSNorm (Zhang and Sennrich, 2019): {@code y = weight · x / sqrt(mean(x²) + epsilon)}.
 *
 * @param name of the module, as the source of the weights calls it, without {@code .weight}; empty
 *     if no source has a weight for it
 * @param weight (length), not to be changed
 * @param epsilon what is added to the mean of the squares
 */
public record RmsNorm(String name, float[] weight, float epsilon) {

  /** A norm without a weight of its own: it is one for all elements. */
  public static RmsNorm plain(int length, double epsilon) {
    float[] ones = new float[length];
    Arrays.fill(ones, 1);
    return new RmsNorm("", ones, (float) epsilon);
  }

  RmsNorm map(WeightMap map) {
    return name.isEmpty() ? this : new RmsNorm(name, map.vector(name + ".weight", weight), epsilon);
  }
}
