package org.llamajvm.engine.kernel.vector.matmul;

import static org.llamajvm.engine.tensor.InterleavedMatrix.BLOCK_ROWS;

import org.llamajvm.engine.kernel.vector.lanes.Width;
import org.llamajvm.engine.tensor.InterleavedMatrix;

/** Multiplies the codes of several blocks of interleaved rows with the groups of a token. */
interface GroupSums {

  /** Lanes of 16 bits that hold the sums of a block's rows. */
  int BLOCK_LANES = 2 * BLOCK_ROWS;

  /** As the vectors' width wants it. */
  static GroupSums of(InterleavedMatrix matrix) {
    return Width.LANES == BLOCK_ROWS ? new WideGroupSums(matrix) : new NarrowGroupSums(matrix);
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
