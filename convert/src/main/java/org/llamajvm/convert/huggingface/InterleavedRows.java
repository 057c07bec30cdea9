package org.llamajvm.convert.huggingface;

import static org.llamajvm.engine.tensor.InterleavedFormat.BLOCK_ROWS;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.loader.layout.InterleavedShape;
import org.llamajvm.loader.layout.Interleaver;

/**
 * The codes, the scales or the biases of an interleaved matrix, brought into MLX's order while they
 * are read.
 *
 * @param blocks the blocks of sixteen rows as the file holds them, one a row
 * @param shape of the matrix
 * @param part which of the three
 */
record InterleavedRows(Rows blocks, InterleavedShape shape, Part part) implements Rows {

  /** What a matrix in affine groups consists of. */
  enum Part {
    CODES,
    SCALES,
    BIASES
  }

  @Override
  public long count() {
    return shape.rows();
  }

  @Override
  public long rowBytes() {
    return part == Part.CODES ? codeBytes() : scaleBytes();
  }

  private long codeBytes() {
    return shape.cols() / 2;
  }

  private long scaleBytes() {
    return (long) (shape.cols() / shape.groupSize()) * shape.scaleType().bytes();
  }

  @Override
  public void read(long first, long number, MemorySegment into) throws IOException {
    Objects.checkFromIndexSize(first, number, count());
    if (number == 0) {
      return;
    }
    long firstBlock = first / BLOCK_ROWS;
    long endBlock = Math.ceilDiv(first + number, BLOCK_ROWS);
    int rows = (int) (Math.min(endBlock * BLOCK_ROWS, count()) - firstBlock * BLOCK_ROWS);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate((endBlock - firstBlock) * blocks.rowBytes(), 64);
      blocks.read(firstBlock, endBlock - firstBlock, data);
      MemorySegment codes = arena.allocate(rows * codeBytes(), 64);
      MemorySegment scales = arena.allocate(rows * scaleBytes(), 64);
      MemorySegment biases = arena.allocate(rows * scaleBytes(), 64);
      InterleavedMatrix matrix = new InterleavedMatrix(shape.format(), rows, shape.cols(), data);
      Interleaver.deinterleave(matrix, 0, (int) (endBlock - firstBlock), codes, scales, biases);
      MemorySegment wanted =
          switch (part) {
            case CODES -> codes;
            case SCALES -> scales;
            case BIASES -> biases;
          };
      long skip = (first - firstBlock * BLOCK_ROWS) * rowBytes();
      MemorySegment.copy(wanted, skip, into, 0, number * rowBytes());
    }
  }

  @Override
  public void release() {
    blocks.release();
  }
}
