package org.llamajvm.convert.rows;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Some rows of a matrix, with its axes exchanged: its columns are the rows here.
 *
 * @param whole the matrix
 * @param first of the rows that are taken
 * @param taken how many: elements of a row here
 * @param count columns of the matrix: rows here
 * @param elementBytes bytes of one element
 */
public record TransposedRows(Rows whole, long first, long taken, long count, int elementBytes)
    implements Rows {

  @Override
  public long rowBytes() {
    return taken * elementBytes;
  }

  @Override
  public void read(long from, long number, MemorySegment into) throws IOException {
    Objects.checkFromIndexSize(from, number, count);
    Rows elements = whole.cut(count);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment run = arena.allocate(number * elementBytes);
      for (long i = 0; i < taken; i++) {
        elements.read((first + i) * count + from, number, run);
        for (long row = 0; row < number; row++) {
          long target = row * rowBytes() + i * elementBytes;
          MemorySegment.copy(run, row * elementBytes, into, target, elementBytes);
        }
      }
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
