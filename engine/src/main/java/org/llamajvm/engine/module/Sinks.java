package org.llamajvm.engine.module;

/**
 * Scores that attention has besides those of keys, one for each query head, without a value: what
 * they take of the softmax goes nowhere (Xiao et al., 2023).
 *
 * @param name of the tensor, as the source of the weights calls it
 * @param scores (heads), not to be changed; none if the array is empty
 */
public record Sinks(String name, float[] scores) {

  /** None. */
  public static final Sinks NONE = new Sinks("", new float[0]);

  Sinks map(WeightMap map) {
    return scores.length == 0 ? this : new Sinks(name, map.vector(name, scores));
  }
}
