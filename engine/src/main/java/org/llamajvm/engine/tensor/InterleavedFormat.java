package org.llamajvm.engine.tensor;

/**
 * What the groups of an {@link InterleavedMatrix} look like. A group is a run of lines of {@value
 * #LINE_BYTES} bytes, each with one little-endian 32-bit word for each of {@value #BLOCK_ROWS}
 * rows: first the words of its codes in their order, then a line of factors.
 *
 * @param packing of the codes
 * @param groupSize columns of a group, a multiple of the columns of a run
 * @param scaleType how factors are stored: {@link FloatType#F16} or {@link FloatType#BF16}
 * @param factors what the line of factors holds
 */
public record InterleavedFormat(
    Packing packing, int groupSize, FloatType scaleType, Factors factors) {

  /** What the two halves of a word of factors are. */
  public enum Factors {
    /** Low a scale, high a bias: a weight is {@code scale * code + bias}. */
    SCALE_AND_BIAS,
    /**
     * The scales of the first and of the second half of the group: a weight is {@code scale * (code
     * - centre)}.
     */
    TWO_SCALES
  }

  /** Rows that are interleaved with each other. */
  public static final int BLOCK_ROWS = 16;

  /** Bytes of one line: a word for each row of a block. */
  public static final int LINE_BYTES = 4 * BLOCK_ROWS;

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if {@code scaleType} has four bytes
   * @throws IllegalArgumentException if runs do not divide the group, or each half of it where the
   *     halves have a scale each
   */
  public InterleavedFormat {
    if (scaleType == FloatType.F32) {
      throw new IllegalArgumentException("scales are F32, expected F16 or BF16");
    }
    int columns = factors == Factors.TWO_SCALES ? 2 * packing.columns() : packing.columns();
    Sizes.checkDivides("run of", columns, groupSize);
  }

  /** Affine groups of 4-bit codes: those that are also written to files. */
  public static InterleavedFormat affine4(int groupSize, FloatType scaleType) {
    return new InterleavedFormat(Packing.FOUR, groupSize, scaleType, Factors.SCALE_AND_BIAS);
  }

  /** Lines of codes in a group. */
  public int codeLines() {
    return packing.words(groupSize);
  }

  /** Bytes of one group of one block. */
  public int groupBytes() {
    return LINE_BYTES * (codeLines() + 1);
  }

  /** Blocks of so many rows, the last one perhaps filled up. */
  public static int blocks(int rows) {
    return Math.ceilDiv(rows, BLOCK_ROWS);
  }

  /** Bytes of one block of a matrix: whole rows of {@code cols} columns. */
  public long blockBytes(int cols) {
    return (long) (cols / groupSize) * groupBytes();
  }

  /** Bytes that a matrix of this shape takes, the filling of its last block included. */
  public long byteSize(int rows, int cols) {
    return blocks(rows) * blockBytes(cols);
  }
}
