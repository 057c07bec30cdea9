package org.llamajvm.loader.layout;

/** Rows of groups of few bits with factors of two bytes, however they are stored. */
interface GroupRows {

  /**
   * Reads one row.
   *
   * @param codes gets the words of all groups, packed as the interleaved format says
   * @param factors gets (cols / groupSize) words of factors, each two of the scale type
   */
  void read(int row, int[] codes, int[] factors);
}
