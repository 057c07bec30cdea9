package org.llamajvm.engine.module;

/**
 * RMSNorm (Zhang and Sennrich, 2019): {@code y = weight · x / sqrt(mean(x²) + epsilon)}.
 *
 * @param name of the module, as the source of the weights calls it, without {@code .weight}
 * @param weight (length), not to be changed
 * @param epsilon what is added to the mean of the squares
 */
public record RmsNorm(String name, float[] weight, float epsilon) {

  RmsNorm map(WeightMap map) {
    return new RmsNorm(name, map.vector(name + ".weight", weight), epsilon);
  }
}
