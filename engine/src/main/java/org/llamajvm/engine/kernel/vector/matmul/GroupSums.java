package org.llamajvm.engine.kernel.vector.matmul;

import static org.llamajvm.engine.tensor.InterleavedFormat.BLOCK_ROWS;

import org.llamajvm.engine.kernel.vector.lanes.Width;
import org.llamajvm.engine.tensor.InterleavedMatrix;

/** Multiplies the codes of several blocks of interleaved rows with the groups of a token. */
interface GroupSums {

  /** Lanes of 16 bits that hold the sums of a block's rows. */
  int BLOCK_LANES = 2 * BLOCK_ROWS;

  /** As the vectors' width and the packing want it. */
  static GroupSums of(InterleavedMatrix matrix) {
    boolean isWide = Width.LANES == BLOCK_ROWS;
    return switch (matrix.format().packing()) {
      case FOUR -> isWide ? new Bit4WideGroupSums(matrix) : new Bit4NarrowGroupSums(matrix);
      case FIVE -> isWide ? new Bit5WideGroupSums(matrix) : new Bit5NarrowGroupSums(matrix);
      case SIX -> isWide ? new Bit6WideGroupSums(matrix) : new Bit6NarrowGroupSums(matrix);
    };
  }

  /** Blocks that are taken together. */
  int blocks();

  /**
   * Fills {@code sums} (groups, blocks, {@link #BLOCK_LANES}) with the products of a token's groups
   * with the rows of every {@code stride}-th block from {@code block} on, up to the last. What it
   * writes for blocks after the last is undefined.
   */
  void fill(int block, int stride, int last, CodeDifferences in, int token, short[] sums);
}
