package org.llamajvm.models.architecture;

import org.llamajvm.engine.attention.Rotary;
import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.models.architecture.RopeConfig.Dynamic;
import org.llamajvm.models.architecture.RopeConfig.LongRope;
import org.llamajvm.models.architecture.RopeConfig.Yarn;

/**
 * Rotary position embedding as a configuration describes it. The class of a length is the shortest
 * one of its kind: what a sequence turns like is decided by how long it may get, not by how long it
 * is, so that the angles of its first tokens never change.
 *
 * @param rope base and scaling
 * @param headSize elements of a head
 * @param divisors (pairs) of the frequencies, not to be changed; none if they stay as they are
 * @param neighbours whether neighbours are turned together, not elements of two halves
 */
record RopeScheme(RopeConfig rope, int headSize, float[] divisors, boolean neighbours)
    implements RotaryScheme {

  /** In the half-split order. */
  RopeScheme(RopeConfig rope, int headSize, float[] divisors) {
    this(rope, headSize, divisors, false);
  }

  @Override
  public int lengthClass(int capacity) {
    return switch (rope.scaling()) {
      case LongRope scaling ->
          capacity > scaling.originalMaxPositions() ? scaling.originalMaxPositions() + 1 : 0;
      case Dynamic scaling -> capacity > scaling.maxPositions() ? capacity : 0;
      default -> 0;
    };
  }

  @Override
  public Rotary rotary(int lengthClass) {
    double[] frequencies = RopeFrequencies.of(rope, headSize, lengthClass);
    for (int i = 0; i < divisors.length; i++) {
      frequencies[i] /= divisors[i];
    }
    double magnitude =
        switch (rope.scaling()) {
          case Yarn yarn -> yarn.magnitude();
          case LongRope longRope -> longRope.magnitude();
          default -> 1;
        };
    return new Rotary(frequencies, magnitude, neighbours);
  }
}
