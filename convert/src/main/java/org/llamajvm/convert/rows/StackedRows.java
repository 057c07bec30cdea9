package org.llamajvm.convert.rows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;

/**
 * Slices of a matrix one below the other.
 *
 * @param slices at least one, all with rows of the same length
 */
public record StackedRows(List<Rows> slices) implements SlicedRows {

  /** Copies the list. */
  public StackedRows {
    slices = List.copyOf(slices);
  }

  @Override
  public long count() {
    return slices.stream().mapToLong(Rows::count).sum();
  }

  @Override
  public long rowBytes() {
    return slices.getFirst().rowBytes();
  }

  @Override
  public void read(long first, long number, MemorySegment into) throws IOException {
    Objects.checkFromIndexSize(first, number, count());
    long start = 0;
    for (Rows slice : slices) {
      long from = Math.max(first, start);
      long to = Math.min(first + number, start + slice.count());
      if (from < to) {
        slice.read(from - start, to - from, into.asSlice((from - first) * rowBytes()));
      }
      start += slice.count();
    }
  }
}
