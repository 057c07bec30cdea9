package org.llamajvm.convert.decode;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.engine.kernel.scalar.BlockRows;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.Layouts;

/**
 * Rows of ggml's blocks as float32.
 *
 * @param blocks the rows as they are stored
 * @param type of the blocks
 * @param cols elements of a row
 */
record DecodedBlocks(Rows blocks, BlockType type, int cols) implements Rows {

  @Override
  public long count() {
    return blocks.count();
  }

  @Override
  public long rowBytes() {
    return (long) cols * Float.BYTES;
  }

  @Override
  public void read(long first, long number, MemorySegment into) throws IOException {
    float[] row = new float[cols];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stored = arena.allocate(number * blocks.rowBytes());
      blocks.read(first, number, stored);
      for (long i = 0; i < number; i++) {
        BlockRows.decode(type, stored, i * blocks.rowBytes(), cols, row, 0);
        MemorySegment.copy(row, 0, into, Layouts.FLOAT, i * rowBytes(), cols);
      }
    }
  }

  @Override
  public void check() throws IOException {
    blocks.check();
  }

  @Override
  public void release() {
    blocks.release();
  }
}
