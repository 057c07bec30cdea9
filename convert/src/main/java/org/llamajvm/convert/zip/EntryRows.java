package org.llamajvm.convert.zip;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.llamajvm.convert.rows.Rows;

/**
 * Rows in an entry of a zip archive, which has a checksum.
 *
 * @param entry the entry
 * @param rows the rows as they lie in it
 */
public record EntryRows(ZipEntry entry, Rows rows) implements Rows {

  @Override
  public long count() {
    return rows.count();
  }

  @Override
  public long rowBytes() {
    return rows.rowBytes();
  }

  @Override
  public void read(long first, long number, MemorySegment into) throws IOException {
    rows.read(first, number, into);
  }

  @Override
  public Optional<MemorySegment> mapped() {
    return rows.mapped();
  }

  /** Checks the entry, unless so little of it are these rows that many tensors may share it. */
  @Override
  public void check() throws IOException {
    if (byteSize() >= entry.size() / 2) {
      entry.check();
    }
  }

  @Override
  public void release() {
    rows.release();
  }
}
