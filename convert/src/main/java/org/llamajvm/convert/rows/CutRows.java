package org.llamajvm.convert.rows;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Rows cut into parts of one length.
 *
 * @param whole the rows
 * @param parts of each; divides its bytes
 */
record CutRows(Rows whole, long parts) implements Rows {

  @Override
  public long count() {
    return whole.count() * parts;
  }

  @Override
  public long rowBytes() {
    return whole.rowBytes() / parts;
  }

  @Override
  public void read(long first, long number, MemorySegment into) throws IOException {
    Objects.checkFromIndexSize(first, number, count());
    if (number == 0) {
      return;
    }
    long from = first / parts;
    long rows = (first + number - 1) / parts + 1 - from;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment read = arena.allocate(rows * whole.rowBytes());
      whole.read(from, rows, read);
      long skipped = (first - from * parts) * rowBytes();
      MemorySegment.copy(read, skipped, into, 0, number * rowBytes());
    }
  }

  @Override
  public void check() throws IOException {
    whole.check();
  }

  @Override
  public void release() {
    whole.release();
  }
}
