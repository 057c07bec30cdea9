package org.llamajvm.engine.tensor;

/**
 * In which order the rows of a matrix lie in memory: as they are counted, or so that in each head
 * the rows of its first half alternate with those of its second half.
 *
 * @param headSize rows of one head, even; 0 for rows that lie as they are counted
 */
public record RowOrder(int headSize) {

  /** Rows lie as they are counted. */
  public static final RowOrder PLAIN = new RowOrder(0);

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if {@code headSize} is odd or negative
   */
  public RowOrder {
    if (headSize < 0 || headSize % 2 != 0) {
      throw new IllegalArgumentException(
          "head size is %d, expected an even number".formatted(headSize));
    }
  }

  /** The place of a row in memory, counted in rows. */
  public int place(int row) {
    if (headSize == 0) {
      return row;
    }
    int inHead = row % headSize;
    int half = headSize / 2;
    return row - inHead + 2 * (inHead % half) + inHead / half;
  }
}
