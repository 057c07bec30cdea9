package org.llamajvm.convert.quantize;

/** Rows of weights that can be read as floats, a stretch of columns at a time. */
public interface RowSource {

  /**
   * Decodes a stretch of one row.
   *
   * @param row number of the row
   * @param col first column, a multiple of 32
   * @param count number of columns, a multiple of 32
   * @param into receives the floats from {@code at} on
   */
  void read(int row, int col, int count, float[] into, int at);
}
