package org.llamajvm.engine.attention;

/**
 * Rotary position embedding (Su et al., 2021). In the half-split order of Hugging Face, element i
 * of a head is turned together with element i + half, where half is the number of frequencies; in
 * the original order, elements 2 i and 2 i + 1 are. Elements beyond the first two halves stay as
 * they are.
 *
 * @param frequencies (half) angles by which one position turns each pair, in radians; not to be
 *     changed
 * @param magnitude what turned elements are multiplied by
 * @param neighbours whether the elements that are turned together are neighbours
 */
public record Rotary(double[] frequencies, double magnitude, boolean neighbours)
    implements RotaryScheme {

  /** In the half-split order. */
  public Rotary(double[] frequencies, double magnitude) {
    this(frequencies, magnitude, false);
  }

  /** Without a change of length. */
  public Rotary(double[] frequencies) {
    this(frequencies, 1);
  }

  /** A layer that does not know positions. */
  public static Rotary none() {
    return new Rotary(new double[0]);
  }

  /** Pairs that are turned. */
  public int half() {
    return frequencies.length;
  }

  @Override
  public int lengthClass(int capacity) {
    return 0;
  }

  @Override
  public Rotary rotary(int lengthClass) {
    return this;
  }
}
