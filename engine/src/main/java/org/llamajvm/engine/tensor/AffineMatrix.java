package org.llamajvm.engine.tensor;

import java.lang.foreign.MemorySegment;

/**
 * A row-major matrix quantised in affine groups, as MLX stores it: along a row, each group of
 * {@code groupSize} elements shares a scale and a bias, and {@code w = scale * code + bias}. Codes
 * are packed from the low bits of little-endian 32-bit words upwards.
 *
 * @param bits bits of a code: 4 or 8
 * @param groupSize elements that share a scale and a bias: 32, 64 or 128
 * @param scaleType how scales and biases are stored
 * @param rows number of outputs
 * @param cols number of inputs, a multiple of the group size
 * @param codes (rows, cols * bits / 32) words of 32 bits, borrowed
 * @param scales (rows, cols / groupSize) of {@code scaleType}, borrowed
 * @param biases (rows, cols / groupSize) of {@code scaleType}, borrowed
 */
public record AffineMatrix(
    int bits,
    int groupSize,
    FloatType scaleType,
    int rows,
    int cols,
    MemorySegment codes,
    MemorySegment scales,
    MemorySegment biases)
    implements Matrix {

  /**
   * Checks the memory.
   *
   * @throws IllegalArgumentException if {@code bits} is neither 4 nor 8
   * @throws IllegalArgumentException if the group size does not divide the columns
   * @throws IllegalArgumentException if a segment does not have the size that the shape demands
   * @throws IllegalArgumentException if a segment is an array, which the kernels cannot read
   */
  public AffineMatrix {
    if (bits != 4 && bits != 8) {
      throw new IllegalArgumentException("bits is " + bits + ", expected 4 or 8");
    }
    Sizes.checkDivides("group size", groupSize, cols);
    Sizes.check("codes", codes, (long) rows * cols * bits / 8);
    long groupBytes = (long) rows * (cols / groupSize) * scaleType.bytes();
    Sizes.check("scales", scales, groupBytes);
    Sizes.check("biases", biases, groupBytes);
  }

  @Override
  public AffineMatrix rows(int from, int to) {
    long codeBytes = (long) cols * bits / 8;
    long groupBytes = (long) (cols / groupSize) * scaleType.bytes();
    return new AffineMatrix(
        bits,
        groupSize,
        scaleType,
        to - from,
        cols,
        Sizes.rows(codes, from, to, codeBytes),
        Sizes.rows(scales, from, to, groupBytes),
        Sizes.rows(biases, from, to, groupBytes));
  }

  @Override
  public long byteSize() {
    return codes.byteSize() + scales.byteSize() + biases.byteSize();
  }
}
