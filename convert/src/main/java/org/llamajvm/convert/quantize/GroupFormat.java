package org.llamajvm.convert.quantize;

import java.util.Set;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.FloatType;

/**
 * The form of a quantised group: {@code groupSize} codes of {@code bits} bits, packed without gaps
 * from the low bits of little-endian 32-bit words upwards, with a scale and a bias.
 *
 * @param bits bits of a code: 2, 3, 4, 5, 6 or 8
 * @param groupSize elements that share a scale and a bias: 32, 64 or 128
 * @param scaleType how scale and bias are stored
 */
public record GroupFormat(int bits, int groupSize, FloatType scaleType) {

  /** The group sizes that can be written. */
  public static final Set<Integer> GROUP_SIZES = Set.of(32, 64, 128);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if bits or group size are not among those that can be written
   */
  public GroupFormat {
    if (!AffineMatrix.BITS.contains(bits)) {
      throw new IllegalArgumentException("bits is " + bits + ", expected 2, 3, 4, 5, 6 or 8");
    }
    if (!GROUP_SIZES.contains(groupSize)) {
      throw new IllegalArgumentException("group size is " + groupSize + ", expected 32, 64 or 128");
    }
  }

  /** 32-bit words that hold the codes of a group. */
  public int wordsPerGroup() {
    return groupSize * bits / 32;
  }

  /** The largest code. */
  public int maxCode() {
    return (1 << bits) - 1;
  }

  /** Bits that a weight takes, its share of scale and bias included. */
  public double bitsPerWeight() {
    return bits + 2.0 * 8 * scaleType.bytes() / groupSize;
  }
}
