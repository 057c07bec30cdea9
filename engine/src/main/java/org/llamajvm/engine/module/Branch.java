package org.llamajvm.engine.module;

import java.util.Optional;

/**
 * How a part of a layer, here called f, hangs on the stream of hidden states: {@code x += factor ·
 * after(f(before(x)))}.
 *
 * @param before (hidden size), if there is one
 * @param after (hidden size), if there is one
 * @param factor what the result is multiplied by
 */
public record Branch(Optional<RmsNorm> before, Optional<RmsNorm> after, float factor) {

  /** {@code x += f(norm(x))}. */
  public static Branch preNorm(RmsNorm norm) {
    return new Branch(Optional.of(norm), Optional.empty(), 1);
  }

  /** {@code x += norm(f(x))}. */
  public static Branch postNorm(RmsNorm norm) {
    return new Branch(Optional.empty(), Optional.of(norm), 1);
  }

  /** {@code x += after(f(before(x)))}. */
  public static Branch sandwich(RmsNorm before, RmsNorm after) {
    return new Branch(Optional.of(before), Optional.of(after), 1);
  }

  /** The same with another factor. */
  public Branch times(double newFactor) {
    return new Branch(before, after, (float) newFactor);
  }

  Branch mapBefore(WeightMap map) {
    return before.isEmpty() ? this : new Branch(Optional.of(before.get().map(map)), after, factor);
  }

  Branch mapAfter(WeightMap map) {
    return after.isEmpty() ? this : new Branch(before, Optional.of(after.get().map(map)), factor);
  }
}
