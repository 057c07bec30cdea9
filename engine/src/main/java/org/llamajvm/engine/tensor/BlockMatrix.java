package org.llamajvm.engine.tensor;

import java.lang.foreign.MemorySegment;

/**
 * A matrix whose rows are blocks of ggml.
 *
 * @param type of the blocks
 * @param rows number of outputs
 * @param cols number of inputs, a multiple of the block's elements
 * @param order in which the rows lie
 * @param data rows × {@link #rowBytes} bytes at any address, borrowed
 */
public record BlockMatrix(BlockType type, int rows, int cols, RowOrder order, MemorySegment data)
    implements Matrix {

  /**
   * Checks the memory.
   *
   * @throws IllegalArgumentException if a block's elements do not divide the columns
   * @throws IllegalArgumentException if the heads of {@code order} do not divide the rows
   * @throws IllegalArgumentException if {@code data} does not hold exactly the rows
   * @throws IllegalArgumentException if {@code data} is an array, which the kernels cannot read
   */
  public BlockMatrix {
    if (order.headSize() > 0 && rows % order.headSize() != 0) {
      throw new IllegalArgumentException(
          "heads of %d do not divide %d rows".formatted(order.headSize(), rows));
    }
    Sizes.check("data", data, rows * type.rowBytes(cols));
  }

  /** A matrix whose rows lie as they are counted; otherwise as the constructor with all parts. */
  public BlockMatrix(BlockType type, int rows, int cols, MemorySegment data) {
    this(type, rows, cols, RowOrder.PLAIN, data);
  }

  /** Bytes of a row. */
  public long rowBytes() {
    return type.rowBytes(cols);
  }

  /** The first byte of a row in {@link #data}. */
  public long rowOffset(int row) {
    return order.place(row) * rowBytes();
  }

  /** Heads of an order other than the plain one are cut nowhere but between them. */
  @Override
  public BlockMatrix rows(int from, int to) {
    Sizes.checkCut(from, Math.max(1, order.headSize()));
    return new BlockMatrix(type, to - from, cols, order, Sizes.rows(data, from, to, rowBytes()));
  }

  @Override
  public long byteSize() {
    return data.byteSize();
  }
}
