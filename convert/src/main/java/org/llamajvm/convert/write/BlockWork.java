package org.llamajvm.convert.write;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import org.llamajvm.convert.block.BlockQuantizer;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.quantize.FloatRows;
import org.llamajvm.convert.quantize.QuantizationError;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.format.ModelFormatException;

/** Reads floats and rounds them to ggml's blocks. */
final class BlockWork implements RowWork {

  private final CheckpointTensor.Floats tensor;
  private final int cols;
  private final long rowBytes;
  private final BlockQuantizer quantizer;
  private final MemorySegment input;
  private final MemorySegment output;
  private final FloatRows rows;
  private final float[] row;

  BlockWork(
      CheckpointTensor.Floats tensor, BlockType type, int chunkRows, SegmentAllocator memory) {
    this.tensor = tensor;
    this.cols = Math.toIntExact(tensor.shape().getLast());
    this.rowBytes = type.rowBytes(cols);
    this.quantizer = new BlockQuantizer(type, cols);
    this.input = memory.allocate(chunkRows * tensor.data().rowBytes(), 64);
    this.output = memory.allocate(chunkRows * rowBytes, 64);
    this.rows = new FloatRows(tensor.type(), cols, input);
    this.row = new float[cols];
  }

  @Override
  public Made make(long first, int count) throws IOException {
    tensor.data().read(first, count, input);
    QuantizationError error = QuantizationError.NONE;
    for (int i = 0; i < count; i++) {
      rows.read(i, 0, cols, row, 0);
      try {
        error = error.plus(quantizer.quantize(row, output, i * rowBytes));
      } catch (ArithmeticException e) {
        throw ModelFormatException.of(
            ModelFormatException.Kind.CORRUPT,
            "Tensor '%s' cannot be quantised: row %d: %s"
                .formatted(tensor.name(), first + i, e.getMessage()));
      }
    }
    return new Made(output.asSlice(0, count * rowBytes), error);
  }
}
