package org.llamajvm.engine.tensor;

import java.lang.foreign.MemorySegment;
import org.llamajvm.engine.tensor.InterleavedFormat.Factors;

/**
 * A matrix of groups of 4 to 6 bits in the order in which the kernels read it: one sequential
 * stream for sixteen rows.
 *
 * <p>Rows are taken in blocks of {@link InterleavedFormat#BLOCK_ROWS}; a last block that is not
 * full is filled with rows of zeros. A block holds its groups one after the other, as {@link
 * InterleavedFormat} says. So group {@code g} of block {@code b} begins at byte {@code (b * cols /
 * groupSize + g) * groupBytes}.
 *
 * @param format of the groups
 * @param rows number of outputs
 * @param cols number of inputs, a multiple of the group size
 * @param data the blocks, borrowed
 */
public record InterleavedMatrix(InterleavedFormat format, int rows, int cols, MemorySegment data)
    implements Matrix {

  /**
   * Checks the memory.
   *
   * @throws IllegalArgumentException if the group size does not divide the columns
   * @throws IllegalArgumentException if {@code data} does not have {@link
   *     InterleavedFormat#byteSize} bytes
   * @throws IllegalArgumentException if {@code data} is an array, which the kernels cannot read
   */
  public InterleavedMatrix {
    Sizes.checkDivides("group size", format.groupSize(), cols);
    Sizes.check("data", data, format.byteSize(rows, cols));
  }

  /** Columns that share a scale, or a scale and a bias. */
  public int scaleColumns() {
    return format.factors() == Factors.TWO_SCALES ? format.groupSize() / 2 : format.groupSize();
  }

  /** Bytes of one block: sixteen whole rows. */
  public long blockBytes() {
    return format.blockBytes(cols);
  }

  /** Rows that are interleaved with each other stay together. */
  @Override
  public InterleavedMatrix rows(int from, int to) {
    Sizes.checkCut(from, InterleavedFormat.BLOCK_ROWS);
    if (to < rows) {
      Sizes.checkCut(to, InterleavedFormat.BLOCK_ROWS);
    }
    long start = from / InterleavedFormat.BLOCK_ROWS * blockBytes();
    MemorySegment part = data.asSlice(start, format.byteSize(to - from, cols));
    return new InterleavedMatrix(format, to - from, cols, part);
  }

  @Override
  public long byteSize() {
    return data.byteSize();
  }
}
