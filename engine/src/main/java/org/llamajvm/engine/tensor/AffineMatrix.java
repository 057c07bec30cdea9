package org.llamajvm.engine.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * A row-major matrix quantised in affine groups, as MLX stores it: along a row, each group of
 * {@code groupSize} elements shares a scale and a bias, and {@code w = scale * code + bias}. The
 * codes of a row are one stream of bits, from the low bits of each byte up: code {@code k} begins
 * at bit {@code k * bits}, also where it goes over into the next byte.
 *
 * @param bits bits of a code: 2, 3, 4, 5, 6 or 8
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

  /** The bits that a code may have, in order. */
  public static final List<Integer> BITS = List.of(2, 3, 4, 5, 6, 8);

  private static final long BYTES = 0x0101010101010101L;

  /**
   * Checks the memory.
   *
   * @throws IllegalArgumentException if {@code bits} is not one of {@link #BITS}
   * @throws IllegalArgumentException if the group size does not divide the columns, or eight not
   *     the group size
   * @throws IllegalArgumentException if a segment does not have the size that the shape demands
   * @throws IllegalArgumentException if a segment is an array, which the kernels cannot read
   */
  public AffineMatrix {
    if (!BITS.contains(bits)) {
      throw new IllegalArgumentException("bits is %d, expected one of %s".formatted(bits, BITS));
    }
    Sizes.checkDivides("group size", groupSize, cols);
    Sizes.checkDivides("run of", 8, groupSize);
    Sizes.check("codes", codes, (long) rows * cols * bits / 8);
    long groupBytes = (long) rows * (cols / groupSize) * scaleType.bytes();
    Sizes.check("scales", scales, groupBytes);
    Sizes.check("biases", biases, groupBytes);
  }

  /**
   * Eight codes of a row, one a byte, the first in the lowest.
   *
   * @param column of the first, a multiple of eight
   */
  public long eightCodes(int row, int column) {
    long at = ((long) row * cols + column) / 8 * bits;
    long eight = 0;
    if (at + Long.BYTES <= codes.byteSize()) {
      eight = codes.get(Layouts.LONG, at);
    } else {
      for (int i = bits - 1; i >= 0; i--) {
        eight = eight << 8 | (codes.get(ValueLayout.JAVA_BYTE, at + i) & 0xFF);
      }
    }
    return Long.expand(eight, ((1 << bits) - 1) * BYTES);
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
