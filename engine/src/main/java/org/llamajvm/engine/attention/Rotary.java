package org.llamajvm.engine.attention;

/**
 * Rotary position embedding (Su et al., 2021) in the half-split order of Hugging Face: element i of
 * a head is turned together with element i + half, where half is the number of frequencies.
 * Elements beyond the first two halves stay as they are.
 *
 * @param frequencies (half) angles by which one position turns each pair, in radians; not to be
 *     changed
 */
public record Rotary(double[] frequencies) {

  /** Pairs that are turned. */
  public int half() {
    return frequencies.length;
  }
}
