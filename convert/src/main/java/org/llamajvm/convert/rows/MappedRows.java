package org.llamajvm.convert.rows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Rows that lie one after the other in a mapped file.
 *
 * @param file the file, for messages
 * @param data the rows, {@code count * rowBytes} bytes, borrowed
 * @param count number of rows
 * @param rowBytes bytes of one row
 */
public record MappedRows(Path file, MemorySegment data, long count, long rowBytes) implements Rows {

  /**
   * Checks the size of the memory.
   *
   * @throws IllegalArgumentException if {@code data} does not hold exactly the rows
   */
  public MappedRows {
    if (data.byteSize() != Math.multiplyExact(count, rowBytes)) {
      throw new IllegalArgumentException(
          "data has %d bytes, expected %d rows of %d".formatted(data.byteSize(), count, rowBytes));
    }
  }

  @Override
  public void read(long first, long number, MemorySegment into) throws IOException {
    Objects.checkFromIndexSize(first, number, count);
    MappedCopy.copy(file, data, first * rowBytes, into, 0, number * rowBytes);
  }

  @Override
  public Optional<MemorySegment> mapped() {
    return Optional.of(data);
  }

  @Override
  public void release() {
    if (data.isMapped()) {
      data.unload();
    }
  }
}
