package org.llamajvm.convert.decode;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.quantize.FloatRows;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.Layouts;

/**
 * Rows of floats as float32.
 *
 * @param source the rows as they are stored
 * @param type how
 * @param cols elements of a row
 */
record WidenedRows(Rows source, FloatType type, int cols) implements Rows {

  static WidenedRows of(CheckpointTensor.Floats floats) {
    return new WidenedRows(floats.data(), floats.type(), Math.toIntExact(floats.shape().getLast()));
  }

  @Override
  public long count() {
    return source.count();
  }

  @Override
  public long rowBytes() {
    return (long) cols * Float.BYTES;
  }

  @Override
  public void read(long first, long number, MemorySegment into) throws IOException {
    float[] row = new float[cols];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stored = arena.allocate(number * source.rowBytes(), Long.BYTES);
      source.read(first, number, stored);
      FloatRows rows = new FloatRows(type, cols, stored);
      for (int i = 0; i < number; i++) {
        rows.read(i, 0, cols, row, 0);
        MemorySegment.copy(row, 0, into, Layouts.FLOAT, i * rowBytes(), cols);
      }
    }
  }

  @Override
  public void check() throws IOException {
    source.check();
  }

  @Override
  public void release() {
    source.release();
  }
}
