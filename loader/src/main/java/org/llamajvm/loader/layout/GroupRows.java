package org.llamajvm.loader.layout;

/** Rows of groups of few bits with factors of two bytes, however they are stored. */
interface GroupRows {

  /**
   * Reads one row.
   *
   * @param codes gets the words of all groups, packed as the interleaved format says
   * @param low gets (cols / groupSize) bits of the scale type: the low halves of the factors
   * @param high gets as many: the high halves
   */
  void read(int row, int[] codes, short[] low, short[] high);
}
