package org.llamajvm.convert.write;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import org.llamajvm.convert.quantize.QuantizationError;
import org.llamajvm.convert.rows.Rows;

/** Reads rows and leaves them as they are. */
final class CopyWork implements RowWork {

  private final Rows rows;
  private final MemorySegment buffer;

  CopyWork(Rows rows, int chunkRows, SegmentAllocator memory) {
    this.rows = rows;
    this.buffer = memory.allocate(chunkRows * rows.rowBytes(), 64);
  }

  @Override
  public Made make(long first, int count) throws IOException {
    rows.read(first, count, buffer);
    return new Made(buffer.asSlice(0, count * rows.rowBytes()), QuantizationError.NONE);
  }
}
