package org.llamajvm.engine.kernel.vector.matmul;

import org.llamajvm.engine.kernel.vector.lanes.LaneSum;
import org.llamajvm.engine.parallel.Scratch;

/**
 * Rows that can be multiplied as they lie: for a few tokens, that is less work than decoding them
 * first. Several at a time, because a prefetcher that stays a few lines ahead of each stream of
 * memory is early enough only if there are several; one from each quarter of the range, such that
 * no stream ends with a row and has to be found again. They are read as vectors of 32-bit words,
 * whose columns meet a token's values in {@link Planes}.
 */
interface RowProduct {

  /** Rows that are multiplied at a time, or a multiple of that. */
  int ROWS = 4;

  /** Columns in a word. */
  int columnsPerWord();

  /**
   * Multiplies a range of rows with some tokens. What a row's sum is does not depend on the rows
   * beside it.
   *
   * @param fromRow first row, inclusive
   * @param toRow last row, exclusive
   * @param planes (tokens, cols) values, arranged as {@link Planes}; what they are afterwards is
   *     undefined
   * @param sums gets (tokens, rows, LANES) sums over some of the columns each, to be added up by
   *     {@link LaneSum}; the rows are rounded up to a multiple of {@link #ROWS}, and columns that
   *     are in no plane are left out
   * @param scratch more room; its first two buffers of floats are not used
   */
  void multiply(int fromRow, int toRow, float[] planes, int tokens, float[] sums, Scratch scratch);

  /** One weight, decoded. */
  float weight(int row, int col);
}
