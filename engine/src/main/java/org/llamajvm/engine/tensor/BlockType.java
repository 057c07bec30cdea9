package org.llamajvm.engine.tensor;

/**
 * How ggml stores quantised weights: a row is a sequence of blocks, each of which holds its own
 * scales. Blocks follow each other without padding, so those of most types lie unaligned. {@code
 * BlockRows} in the scalar kernels has the layout of each.
 */
public enum BlockType {
  /** 4-bit codes around 8 with a scale. */
  Q4_0(32, 18),
  /** 4-bit codes with a scale and a minimum. */
  Q4_1(32, 20),
  /** 5-bit codes around 16 with a scale. */
  Q5_0(32, 22),
  /** 5-bit codes with a scale and a minimum. */
  Q5_1(32, 24),
  /** Signed 8-bit codes with a scale. */
  Q8_0(32, 34),
  /** 2-bit codes; 4-bit scales and minima for each 16. */
  Q2_K(256, 84),
  /** 3-bit codes around 4; 6-bit scales for each 16. */
  Q3_K(256, 110),
  /** 4-bit codes; 6-bit scales and minima for each 32. */
  Q4_K(256, 144),
  /** 5-bit codes; 6-bit scales and minima for each 32. */
  Q5_K(256, 176),
  /** 6-bit codes around 32; signed 8-bit scales for each 16. */
  Q6_K(256, 210),
  /** 4-bit indices of a table of sixteen unevenly spaced values, with a scale. */
  IQ4_NL(32, 18),
  /** The same table; 6-bit scales for each 32. */
  IQ4_XS(256, 136),
  /** OCP's microscaling format: E2M1 elements with an E8M0 scale. */
  MXFP4(32, 17);

  private final int elements;
  private final int bytes;

  BlockType(int elements, int bytes) {
    this.elements = elements;
    this.bytes = bytes;
  }

  /** Weights in a block. */
  public int elements() {
    return elements;
  }

  /** Bytes of a block. */
  public int bytes() {
    return bytes;
  }

  /**
   * Where in a block F16 numbers are, in bytes: a scale, or what scales are multiplied by, and the
   * same for minima. None if an exponent is all that a block has. A new array at each call.
   */
  public int[] halves() {
    return switch (this) {
      case Q4_0, Q5_0, Q8_0, IQ4_NL, IQ4_XS -> new int[] {0};
      case Q4_1, Q5_1, Q4_K, Q5_K -> new int[] {0, 2};
      case Q2_K -> new int[] {80, 82};
      case Q3_K -> new int[] {108};
      case Q6_K -> new int[] {208};
      case MXFP4 -> new int[0];
    };
  }

  /**
   * Bytes of a row of {@code cols} weights.
   *
   * @throws IllegalArgumentException if {@code cols} is not a multiple of {@link #elements}
   */
  public long rowBytes(int cols) {
    Sizes.checkDivides("block of", elements, cols);
    return (long) (cols / elements) * bytes;
  }
}
