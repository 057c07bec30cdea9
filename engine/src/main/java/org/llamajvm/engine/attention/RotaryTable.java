package org.llamajvm.engine.attention;

import java.util.Arrays;

/**
 * Cosines and sines of RoPE (Su et al., 2021), times its magnitude, computed in float64 and once
 * for each position. Grows to the positions asked for; one thread at a time.
 */
public final class RotaryTable {

  private final Rotary rotary;
  private float[] cosines = {};
  private float[] sines = {};
  private int positions;

  /** Makes an empty table. */
  public RotaryTable(Rotary rotary) {
    this.rotary = rotary;
  }

  /** Elements of a head that are turned with as many others. */
  public int half() {
    return rotary.half();
  }

  /** Whether these others are their neighbours. */
  boolean neighbours() {
    return rotary.neighbours();
  }

  /** Computes what is missing of the first {@code count} positions. */
  public void reserve(int count) {
    if (count <= positions) {
      return;
    }
    int half = half();
    int grown = Math.max(count, Math.min(2 * positions, count + 4096));
    cosines = Arrays.copyOf(cosines, grown * half);
    sines = Arrays.copyOf(sines, grown * half);
    for (int position = positions; position < grown; position++) {
      for (int i = 0; i < half; i++) {
        double angle = position * rotary.frequencies()[i];
        cosines[position * half + i] = (float) (Math.cos(angle) * rotary.magnitude());
        sines[position * half + i] = (float) (Math.sin(angle) * rotary.magnitude());
      }
    }
    positions = grown;
  }

  /** (positions, half) cosines. */
  public float[] cosines() {
    return cosines;
  }

  /** (positions, half) sines. */
  public float[] sines() {
    return sines;
  }
}
