package org.llamajvm.convert.rows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A matrix whose elements do not lie one after the other: transposed, or cut out of a wider one.
 * Element (r, c) is number {@code first + r * rowStride + c * colStride} of the storage.
 *
 * @param file the file, for messages
 * @param storage the elements, borrowed
 * @param elementBytes bytes of one element
 * @param offset number of the element (0, 0)
 * @param count number of rows
 * @param cols elements of a row
 * @param rowStride elements from one row to the next
 * @param colStride elements from one column to the next
 */
public record StridedRows(
    Path file,
    MemorySegment storage,
    int elementBytes,
    long offset,
    long count,
    long cols,
    long rowStride,
    long colStride)
    implements Rows {

  @Override
  public long rowBytes() {
    return cols * elementBytes;
  }

  @Override
  public void read(long first, long number, MemorySegment into) throws IOException {
    Objects.checkFromIndexSize(first, number, count);
    for (long i = 0; i < number; i++) {
      long from = (offset + (first + i) * rowStride) * elementBytes;
      if (colStride == 1) {
        MappedCopy.copy(file, storage, from, into, i * rowBytes(), rowBytes());
      } else {
        gather(from, into, i * rowBytes());
      }
    }
  }

  private void gather(long from, MemorySegment into, long to) throws IOException {
    for (long c = 0; c < cols; c++) {
      long source = from + c * colStride * elementBytes;
      MappedCopy.copy(file, storage, source, into, to + c * elementBytes, elementBytes);
    }
  }

  @Override
  public void release() {
    if (storage.isMapped()) {
      storage.unload();
    }
  }
}
