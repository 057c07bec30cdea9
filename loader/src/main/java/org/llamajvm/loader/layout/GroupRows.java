package org.llamajvm.loader.layout;

/** Rows of 4-bit affine groups with scales of two bytes, however they are stored. */
interface GroupRows {

  /**
   * Reads one row.
   *
   * @param codes gets (cols / 8) words, the first code of each in the lowest bits
   * @param scales gets (cols / groupSize) bits of the scale type
   * @param biases gets as many
   */
  void read(int row, int[] codes, short[] scales, short[] biases);
}
