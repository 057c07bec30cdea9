package org.llamajvm.convert.rows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Rows of a query or key projection in Hugging Face's rotary order. Meta rotates neighbouring
 * outputs (2 i, 2 i + 1) of a head with each other, Hugging Face outputs (i, i + headSize / 2): row
 * {@code j * headSize / 2 + i} of a head here is row {@code 2 i + j} of it there, j in {0, 1}.
 *
 * @param interleaved the rows in Meta's order; their number is a multiple of the head size
 * @param headSize rows of one head, even
 */
public record HalfSplitRows(Rows interleaved, long headSize) implements Rows {

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if the head size is odd or does not divide the rows
   */
  public HalfSplitRows {
    if (headSize <= 0 || headSize % 2 != 0 || interleaved.count() % headSize != 0) {
      throw new IllegalArgumentException(
          "head size %d is odd or does not divide %d rows"
              .formatted(headSize, interleaved.count()));
    }
  }

  @Override
  public long count() {
    return interleaved.count();
  }

  @Override
  public long rowBytes() {
    return interleaved.rowBytes();
  }

  @Override
  public void read(long first, long number, MemorySegment into) throws IOException {
    Objects.checkFromIndexSize(first, number, count());
    for (long i = 0; i < number; i++) {
      interleaved.read(source(first + i), 1, into.asSlice(i * rowBytes(), rowBytes()));
    }
  }

  private long source(long row) {
    long inHead = row % headSize;
    long half = headSize / 2;
    return row - inHead + 2 * (inHead % half) + inHead / half;
  }

  @Override
  public void check() throws IOException {
    interleaved.check();
  }

  @Override
  public void release() {
    interleaved.release();
  }
}
