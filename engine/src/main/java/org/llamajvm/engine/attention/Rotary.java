package org.llamajvm.engine.attention;

/**
 * Rotary position embedding (Su et al., 2021) in the half-split order of Hugging Face: element i of
 * a head is turned together with element i + half, where half is the number of frequencies.
 * Elements beyond the first two halves stay as they are.
 *
 * @param frequencies (half) angles by which one position turns each pair, in radians; not to be
 *     changed
 * @param magnitude what turned elements are multiplied by
 */
public record Rotary(double[] frequencies, double magnitude) implements RotaryScheme {

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
