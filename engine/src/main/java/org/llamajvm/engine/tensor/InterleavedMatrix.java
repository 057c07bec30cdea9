package org.llamajvm.engine.tensor;

import java.lang.foreign.MemorySegment;

/**
 * A matrix of 4-bit affine groups in the order in which the kernels read it: one sequential stream
 * for sixteen rows.
 *
 * <p>Rows are taken in blocks of {@value #BLOCK_ROWS}; a last block that is not full is filled with
 * rows of zeros. A block holds its groups one after the other, and a group is a run of 64-byte
 * lines, each with one little-endian 32-bit word per row:
 *
 * <ul>
 *   <li>{@code groupSize / 8} lines of codes. Line {@code j} holds for each row the eight codes of
 *       columns {@code 8 j … 8 j + 7} of the group; column {@code 8 j + i} in bits {@code 4 i … 4 i
 *       + 3}: MLX's word, transposed.
 *   <li>one line of scales and biases: the scale in the low half, the bias in the high half, both
 *       as {@code scaleType} bits.
 * </ul>
 *
 * <p>So group {@code g} of block {@code b} begins at byte {@code (b * cols / groupSize + g) * 64 *
 * (groupSize / 8 + 1)}.
 *
 * @param groupSize elements that share a scale and a bias: 32, 64 or 128
 * @param scaleType how scales and biases are stored: {@link FloatType#F16} or {@link
 *     FloatType#BF16}
 * @param rows number of outputs
 * @param cols number of inputs, a multiple of the group size
 * @param data the blocks, borrowed
 */
public record InterleavedMatrix(
    int groupSize, FloatType scaleType, int rows, int cols, MemorySegment data) implements Matrix {

  /** Rows that are interleaved with each other. */
  public static final int BLOCK_ROWS = 16;

  /** Bytes of one line: a word for each row of a block. */
  public static final int LINE_BYTES = 4 * BLOCK_ROWS;

  /**
   * Checks the memory.
   *
   * @throws IllegalArgumentException if {@code scaleType} has four bytes
   * @throws IllegalArgumentException if the group size does not divide the columns or is not a
   *     multiple of eight
   * @throws IllegalArgumentException if {@code data} does not have {@link #byteSize(int, int, int)}
   *     bytes
   * @throws IllegalArgumentException if {@code data} is an array, which the kernels cannot read
   */
  public InterleavedMatrix {
    if (scaleType == FloatType.F32) {
      throw new IllegalArgumentException("scales are F32, expected F16 or BF16");
    }
    Sizes.checkDivides("group size", groupSize, cols);
    Sizes.checkDivides("eight", 8, groupSize);
    Sizes.check("data", data, byteSize(groupSize, rows, cols));
  }

  /** Bytes that a matrix of this shape takes, the filling of its last block included. */
  public static long byteSize(int groupSize, int rows, int cols) {
    long blocks = (rows + BLOCK_ROWS - 1L) / BLOCK_ROWS;
    return blocks * (cols / groupSize) * groupBytes(groupSize);
  }

  /** Bytes of one group of one block. */
  public static int groupBytes(int groupSize) {
    return LINE_BYTES * (groupSize / 8 + 1);
  }

  /** Bytes of one block: sixteen whole rows. */
  public long blockBytes() {
    return (long) (cols / groupSize) * groupBytes(groupSize);
  }

  /** Rows that are interleaved with each other stay together. */
  @Override
  public InterleavedMatrix rows(int from, int to) {
    Sizes.checkCut(from, BLOCK_ROWS);
    if (to < rows) {
      Sizes.checkCut(to, BLOCK_ROWS);
    }
    long start = from / BLOCK_ROWS * blockBytes();
    MemorySegment part = data.asSlice(start, byteSize(groupSize, to - from, cols));
    return new InterleavedMatrix(groupSize, scaleType, to - from, cols, part);
  }

  @Override
  public long byteSize() {
    return data.byteSize();
  }
}
