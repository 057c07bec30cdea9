package org.llamajvm.convert.write;

import static org.llamajvm.engine.tensor.InterleavedFormat.BLOCK_ROWS;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.quantize.QuantizationError;
import org.llamajvm.engine.tensor.InterleavedFormat;
import org.llamajvm.loader.layout.Interleaver;

/** Brings quantised rows into the order of the kernels, bit for bit. */
final class InterleaveWork implements RowWork {

  private final AffineInput input;
  private final InterleavedFormat format;
  private final int cols;
  private final MemorySegment output;

  InterleaveWork(CheckpointTensor.Affine tensor, int chunkRows, SegmentAllocator memory) {
    this.input = new AffineInput(tensor, chunkRows, memory);
    this.format = InterleavedFormat.affine4(tensor.groupSize(), tensor.scaleType());
    this.cols = Math.toIntExact(tensor.shape().get(1));
    this.output = memory.allocate(format.byteSize(chunkRows, cols), 64);
  }

  @Override
  public Made make(long first, int count) throws IOException {
    input.read(first, count);
    int blocks = Math.ceilDiv(count, BLOCK_ROWS);
    Interleaver.interleave(input.matrix(count), 0, blocks, output);
    long bytes = format.byteSize(count, cols);
    return new Made(output.asSlice(0, bytes), QuantizationError.NONE);
  }
}
