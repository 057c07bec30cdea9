package org.llamajvm.convert.decode;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.quantize.AffineRows;
import org.llamajvm.convert.quantize.GroupFormat;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.engine.tensor.Layouts;

/**
 * Rows of affine groups as float32.
 *
 * @param tensor what is decoded
 * @param format of its groups
 * @param cols elements of a row
 */
record DecodedGroups(CheckpointTensor.Affine tensor, GroupFormat format, int cols) implements Rows {

  static DecodedGroups of(CheckpointTensor.Affine tensor) {
    return new DecodedGroups(
        tensor,
        new GroupFormat(tensor.bits(), tensor.groupSize(), tensor.scaleType()),
        Math.toIntExact(tensor.shape().getLast()));
  }

  @Override
  public long count() {
    return tensor.codes().count();
  }

  @Override
  public long rowBytes() {
    return (long) cols * Float.BYTES;
  }

  @Override
  public void read(long first, long number, MemorySegment into) throws IOException {
    float[] row = new float[cols];
    try (Arena arena = Arena.ofConfined()) {
      AffineRows rows =
          new AffineRows(
              format,
              cols,
              read(tensor.codes(), first, number, arena),
              read(tensor.scales(), first, number, arena),
              read(tensor.biases(), first, number, arena));
      for (int i = 0; i < number; i++) {
        rows.read(i, 0, cols, row, 0);
        MemorySegment.copy(row, 0, into, Layouts.FLOAT, i * rowBytes(), cols);
      }
    }
  }

  private static MemorySegment read(Rows part, long first, long number, Arena arena)
      throws IOException {
    MemorySegment stored = arena.allocate(number * part.rowBytes(), Long.BYTES);
    part.read(first, number, stored);
    return stored;
  }

  @Override
  public void check() throws IOException {
    tensor.check();
  }

  @Override
  public void release() {
    tensor.release();
  }
}
