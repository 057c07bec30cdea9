package org.llamajvm.convert.rows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Rows of a query or key projection in the order of GGUF files; the opposite of {@link
 * HalfSplitRows}: row {@code 2 i + j} of a head here is row {@code j * headSize / 2 + i} of it
 * there, j in {0, 1}.
 *
 * @param halfSplit the rows in Hugging Face's order; their number is a multiple of the head size
 * @param headSize rows of one head, even
 */
public record InterleavedHeads(Rows halfSplit, long headSize) implements Rows {

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if the head size is odd or does not divide the rows
   */
  public InterleavedHeads {
    if (headSize <= 0 || headSize % 2 != 0 || halfSplit.count() % headSize != 0) {
      throw new IllegalArgumentException(
          "head size %d is odd or does not divide %d rows".formatted(headSize, halfSplit.count()));
    }
  }

  @Override
  public long count() {
    return halfSplit.count();
  }

  @Override
  public long rowBytes() {
    return halfSplit.rowBytes();
  }

  @Override
  public void read(long first, long number, MemorySegment into) throws IOException {
    Objects.checkFromIndexSize(first, number, count());
    for (long i = 0; i < number; i++) {
      halfSplit.read(source(first + i, headSize), 1, into.asSlice(i * rowBytes(), rowBytes()));
    }
  }

  /** The row in Hugging Face's order that is row {@code row} in GGUF's. */
  public static long source(long row, long headSize) {
    long inHead = row % headSize;
    return row - inHead + inHead % 2 * (headSize / 2) + inHead / 2;
  }

  @Override
  public void check() throws IOException {
    halfSplit.check();
  }

  @Override
  public void release() {
    halfSplit.release();
  }
}
