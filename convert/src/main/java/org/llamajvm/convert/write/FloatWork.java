package org.llamajvm.convert.write;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.quantize.FloatRows;
import org.llamajvm.convert.quantize.QuantizationError;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.Layouts;
import org.llamajvm.format.ModelFormatException;

/** Reads floats and gives them another type. */
final class FloatWork implements RowWork {

  private final CheckpointTensor.Floats tensor;
  private final FloatType type;
  private final int cols;
  private final MemorySegment input;
  private final MemorySegment output;
  private final FloatRows rows;
  private final float[] floats;
  private final short[] halves;

  FloatWork(
      CheckpointTensor.Floats tensor, FloatType type, int chunkRows, SegmentAllocator memory) {
    this.tensor = tensor;
    this.type = type;
    this.cols = Math.toIntExact(tensor.data().rowBytes() / tensor.type().bytes());
    this.input = memory.allocate(chunkRows * tensor.data().rowBytes(), 64);
    this.output = memory.allocate((long) chunkRows * cols * type.bytes(), 64);
    this.rows = new FloatRows(tensor.type(), cols, input);
    this.floats = new float[cols];
    this.halves = new short[cols];
  }

  @Override
  public Made make(long first, int count) throws IOException {
    tensor.data().read(first, count, input);
    for (int row = 0; row < count; row++) {
      rows.read(row, 0, cols, floats, 0);
      long at = (long) row * cols * type.bytes();
      if (type == FloatType.F32) {
        MemorySegment.copy(floats, 0, output, Layouts.FLOAT, at, cols);
      } else {
        encode(first + row);
        MemorySegment.copy(halves, 0, output, Layouts.SHORT, at, cols);
      }
    }
    return new Made(output.asSlice(0, (long) count * cols * type.bytes()), QuantizationError.NONE);
  }

  private void encode(long row) throws ModelFormatException {
    for (int i = 0; i < cols; i++) {
      int bits = type.encode(floats[i]);
      halves[i] = (short) bits;
      if (Float.isFinite(floats[i]) && !Float.isFinite(type.decode(bits & 0xFFFF))) {
        throw ModelFormatException.of(
            ModelFormatException.Kind.UNSUPPORTED,
            "Tensor '%s' holds %s in row %d, beyond what %s can hold; --dtype bf16 or f32 can"
                .formatted(tensor.name(), floats[i], row, type));
      }
    }
  }
}
