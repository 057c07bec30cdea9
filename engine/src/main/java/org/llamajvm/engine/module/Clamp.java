package org.llamajvm.engine.module;

/**
 * Limits of a gated network: with {@code g} the gate, at most {@code limit}, and {@code u} the up,
 * from {@code -limit} to {@code limit}, it makes {@code g · sigmoid(steepness · g) · (u + 1)}.
 *
 * @param limit positive; infinite for a network without limits, which is another function
 * @param steepness positive
 */
public record Clamp(float limit, float steepness) {

  /** No limits, and nothing is added to the up. */
  public static final Clamp NONE = new Clamp(Float.POSITIVE_INFINITY, 1);

  /** Whether there are limits. */
  public boolean isPresent() {
    return limit < Float.POSITIVE_INFINITY;
  }
}
