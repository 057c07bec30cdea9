package org.llamajvm.convert.rows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Rows of bytes that are all equally long, however they are scattered over files. May be read by
 * several threads at once.
 */
public interface Rows {

  /** Number of rows. */
  long count();

  /** Bytes of one row. */
  long rowBytes();

  /** Bytes of all rows. */
  default long byteSize() {
    return count() * rowBytes();
  }

  /**
   * Copies rows {@code first … first + count - 1} one after the other to the start of {@code into}.
   *
   * @param first number of the first row
   * @param count number of rows
   * @param into at least {@code count * rowBytes()} bytes, the caller's
   * @throws IOException if a file cannot be read
   * @throws IndexOutOfBoundsException if there are not so many rows, or {@code into} is too small
   */
  void read(long first, long count, MemorySegment into) throws IOException;

  /**
   * The same bytes in shorter rows.
   *
   * @param parts that each row becomes; divides its bytes
   */
  default Rows cut(long parts) {
    return new CutRows(this, parts);
  }

  /** All rows as they lie mapped, borrowed, if they lie one after the other in one file. */
  default Optional<MemorySegment> mapped() {
    return Optional.empty();
  }

  /**
   * Compares the bytes with the checksums that were stored with them, if there are any.
   *
   * @throws org.llamajvm.format.ModelFormatException if they differ
   * @throws IOException if a file cannot be read
   */
  default void check() throws IOException {}

  /** Lets go of the pages of memory that reading has filled; the rows can still be read. */
  void release();
}
