package org.llamajvm.convert.write;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.quantize.AffineRows;
import org.llamajvm.convert.quantize.GroupFormat;
import org.llamajvm.engine.tensor.AffineMatrix;

/** Some rows of a quantised matrix, read into memory. */
final class AffineInput {

  private final CheckpointTensor.Affine tensor;
  private final int cols;
  private final MemorySegment codes;
  private final MemorySegment scales;
  private final MemorySegment biases;

  AffineInput(CheckpointTensor.Affine tensor, int chunkRows, SegmentAllocator memory) {
    this.tensor = tensor;
    this.cols = Math.toIntExact(tensor.shape().getLast());
    this.codes = memory.allocate(chunkRows * tensor.codes().rowBytes(), 64);
    this.scales = memory.allocate(chunkRows * tensor.scales().rowBytes(), 64);
    this.biases = memory.allocate(chunkRows * tensor.biases().rowBytes(), 64);
  }

  void read(long first, int count) throws IOException {
    tensor.codes().read(first, count, codes);
    tensor.scales().read(first, count, scales);
    tensor.biases().read(first, count, biases);
  }

  AffineMatrix matrix(int rows) {
    return new AffineMatrix(
        tensor.bits(),
        tensor.groupSize(),
        tensor.scaleType(),
        rows,
        cols,
        codes.asSlice(0, rows * tensor.codes().rowBytes()),
        scales.asSlice(0, rows * tensor.scales().rowBytes()),
        biases.asSlice(0, rows * tensor.biases().rowBytes()));
  }

  AffineRows rows() {
    GroupFormat format = new GroupFormat(tensor.bits(), tensor.groupSize(), tensor.scaleType());
    return new AffineRows(format, cols, codes, scales, biases);
  }
}
