package org.llamajvm.loader.convert;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.llamajvm.loader.checkpoint.Rows;
import org.llamajvm.loader.quantize.QuantizationError;

/** Reads rows and leaves them as they are. */
final class CopyWork implements RowWork {

  private final Rows rows;
  private final MemorySegment buffer;

  CopyWork(Rows rows, int chunkRows, Arena arena) {
    this.rows = rows;
    this.buffer = arena.allocate(chunkRows * rows.rowBytes(), 64);
  }

  @Override
  public Made make(long first, int count) throws IOException {
    rows.read(first, count, buffer);
    return new Made(buffer.asSlice(0, count * rows.rowBytes()), QuantizationError.NONE);
  }
}
