package org.llamajvm.convert.rows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;

/**
 * Slices of a matrix side by side: a row is the concatenation of the slices' rows.
 *
 * @param slices at least one, all with the same number of rows
 */
public record AdjoinedRows(List<Rows> slices) implements SlicedRows {

  /** Copies the list. */
  public AdjoinedRows {
    slices = List.copyOf(slices);
  }

  @Override
  public long count() {
    return slices.getFirst().count();
  }

  @Override
  public long rowBytes() {
    return slices.stream().mapToLong(Rows::rowBytes).sum();
  }

  @Override
  public void read(long first, long number, MemorySegment into) throws IOException {
    Objects.checkFromIndexSize(first, number, count());
    long to = 0;
    for (long row = first; row < first + number; row++) {
      for (Rows slice : slices) {
        slice.read(row, 1, into.asSlice(to));
        to += slice.rowBytes();
      }
    }
  }
}
