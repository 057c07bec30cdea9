package org.llamajvm.convert.write;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Optional;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.plan.PlannedTensor;
import org.llamajvm.convert.plan.PlannedTensor.Form;
import org.llamajvm.convert.quantize.FloatRows;
import org.llamajvm.convert.quantize.GroupFormat;
import org.llamajvm.convert.quantize.MatrixQuantizer;
import org.llamajvm.convert.quantize.QuantizationError;
import org.llamajvm.convert.quantize.QuantizedRows;
import org.llamajvm.convert.quantize.Quantizers;
import org.llamajvm.convert.quantize.RowSource;
import org.llamajvm.engine.tensor.InterleavedFormat;
import org.llamajvm.format.ModelFormatException;

/** Reads rows, floats or quantised before, and quantises them. */
final class QuantizeWork implements RowWork {

  private final PlannedTensor tensor;
  private final GroupFormat format;
  private final int cols;
  private final MatrixQuantizer quantizer;
  private final Optional<AffineInput> affine;
  private final MemorySegment floats;
  private final RowSource source;
  private final MemorySegment output;
  private final Optional<ScaleBuffers> scales;

  /**
   * Scales and biases of the whole tensor, which follow after all codes in the file.
   *
   * @param scales (rows, groups)
   * @param biases (rows, groups)
   */
  record ScaleBuffers(MemorySegment scales, MemorySegment biases) {}

  QuantizeWork(
      PlannedTensor tensor,
      Quantizers quantizers,
      int chunkRows,
      Optional<ScaleBuffers> scales,
      SegmentAllocator memory) {
    this.tensor = tensor;
    this.format = tensor.form().groups().orElseThrow();
    this.cols = Math.toIntExact(tensor.source().shape().getLast());
    this.quantizer = quantizers.of(format, cols);
    this.scales = scales;
    this.output = memory.allocate(outputBytes(chunkRows), 64);
    switch (tensor.source()) {
      case CheckpointTensor.Blocks _ -> throw new IllegalStateException("blocks are decoded first");
      case CheckpointTensor.Floats from -> {
        floats = memory.allocate(chunkRows * from.data().rowBytes(), 64);
        affine = Optional.empty();
        source = new FloatRows(from.type(), cols, floats);
      }
      case CheckpointTensor.Affine from -> {
        floats = MemorySegment.NULL;
        affine = Optional.of(new AffineInput(from, chunkRows, memory));
        source = affine.get().rows();
      }
    }
  }

  private long outputBytes(int rows) {
    return tensor.form() instanceof Form.Interleaved
        ? InterleavedFormat.affine4(format.groupSize(), format.scaleType()).byteSize(rows, cols)
        : (long) rows * cols * format.bits() / 8;
  }

  @Override
  public Made make(long first, int count) throws IOException {
    switch (tensor.source()) {
      case CheckpointTensor.Floats from -> from.data().read(first, count, floats);
      case CheckpointTensor.Affine _ -> affine.orElseThrow().read(first, count);
      case CheckpointTensor.Blocks _ -> throw new IllegalStateException("blocks are decoded first");
    }
    try {
      QuantizationError error = quantizer.quantize(source, count, destination(first, count));
      return new Made(output.asSlice(0, outputBytes(count)), error);
    } catch (ArithmeticException e) {
      throw ModelFormatException.of(
          ModelFormatException.Kind.CORRUPT,
          "Tensor '%s' cannot be quantised: from row %d on, %s"
              .formatted(tensor.source().name(), first, e.getMessage()));
    }
  }

  private QuantizedRows destination(long first, int count) {
    if (scales.isEmpty()) {
      return new QuantizedRows.Interleaved(output);
    }
    long rowBytes = (long) (cols / format.groupSize()) * format.scaleType().bytes();
    return new QuantizedRows.RowMajor(
        output,
        scales.get().scales().asSlice(first * rowBytes, count * rowBytes),
        scales.get().biases().asSlice(first * rowBytes, count * rowBytes));
  }
}
