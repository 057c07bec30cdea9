package org.llamajvm.engine.kernel.vector.matmul;

import org.llamajvm.engine.tensor.InterleavedMatrix;

/**
 * Multiplies the codes of two blocks of interleaved rows with the groups of four tokens. The codes
 * of a line are loaded and shifted once for all of them, which takes eleven instructions for a line
 * and a token in place of the thirteen that {@link GroupSums} takes.
 */
interface FourTokenSums {

  /** Tokens that are taken together. */
  int TOKENS = 4;

  /** Lanes of a group's sums. */
  int GROUP_LANES = TOKENS * 2 * GroupSums.BLOCK_LANES;

  /** As the packing wants it. */
  static FourTokenSums of(InterleavedMatrix matrix) {
    return switch (matrix.format().packing()) {
      case FOUR -> new Bit4FourTokenSums(matrix);
      case FIVE -> new Bit5FourTokenSums(matrix);
      case SIX -> new Bit6FourTokenSums(matrix);
    };
  }

  /**
   * Fills {@code sums} (groups, {@value #TOKENS}, 2, {@link GroupSums#BLOCK_LANES}) with the
   * products of the groups of tokens from {@code token} on with the rows of two blocks.
   */
  void fill(int block, int other, CodeDifferences in, int token, short[] sums);
}
