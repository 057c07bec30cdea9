package org.llamajvm.convert.decode;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Affine;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Blocks;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Floats;
import org.llamajvm.convert.quantize.AffineRows;
import org.llamajvm.convert.quantize.FloatRows;
import org.llamajvm.convert.quantize.GroupFormat;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.engine.kernel.scalar.BlockRows;
import org.llamajvm.engine.tensor.Layouts;

/**
 * Rows of any form as float32, decoded while they are read.
 *
 * @param tensor what is decoded
 * @param cols elements of a row
 */
record DecodedRows(CheckpointTensor tensor, int cols) implements Rows {

  /** Reads a row of those that were loaded. */
  private interface Decoder {
    void read(int row, float[] into);
  }

  static DecodedRows of(CheckpointTensor tensor) {
    return new DecodedRows(tensor, Math.toIntExact(tensor.shape().getLast()));
  }

  @Override
  public long count() {
    return tensor.parts().getFirst().count();
  }

  @Override
  public long rowBytes() {
    return (long) cols * Float.BYTES;
  }

  @Override
  public void read(long first, long number, MemorySegment into) throws IOException {
    float[] row = new float[cols];
    try (Arena arena = Arena.ofConfined()) {
      List<MemorySegment> stored = new ArrayList<>();
      for (Rows part : tensor.parts()) {
        MemorySegment rows = arena.allocate(number * part.rowBytes(), Long.BYTES);
        part.read(first, number, rows);
        stored.add(rows);
      }
      Decoder decoder = decoder(stored);
      for (int i = 0; i < number; i++) {
        decoder.read(i, row);
        MemorySegment.copy(row, 0, into, Layouts.FLOAT, i * rowBytes(), cols);
      }
    }
  }

  private Decoder decoder(List<MemorySegment> stored) {
    return switch (tensor) {
      case Floats floats -> {
        FloatRows rows = new FloatRows(floats.type(), cols, stored.getFirst());
        yield (row, into) -> rows.read(row, 0, cols, into, 0);
      }
      case Blocks blocks ->
          (row, into) ->
              BlockRows.decode(
                  blocks.type(), stored.getFirst(), row * blocks.data().rowBytes(), cols, into, 0);
      case Affine affine -> {
        GroupFormat format = new GroupFormat(affine.bits(), affine.groupSize(), affine.scaleType());
        AffineRows rows = new AffineRows(format, cols, stored.get(0), stored.get(1), stored.get(2));
        yield (row, into) -> rows.read(row, 0, cols, into, 0);
      }
    };
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
