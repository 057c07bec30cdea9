package org.llamajvm.models.source;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.engine.tensor.RowOrder;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.gguf.GgufModel;
import org.llamajvm.loader.gguf.GgufTensor;
import org.llamajvm.loader.gguf.TensorNames;
import org.llamajvm.models.architecture.Modules;

/**
 * The weights of a GGUF file. Matrices are used where they lie. Where the rows of queries and keys
 * are interleaved, those of blocks are found in their order by each kernel; floats, which kernels
 * read several rows at a time, are copied into the usual one.
 */
final class GgufWeights extends GgufTensors {

  private static final long ALIGNMENT = 64;

  private final Arena arena;
  private final int headSize;

  /**
   * Looks into a file.
   *
   * @param model borrowed
   * @param arena what copies live as long as, borrowed
   * @param names of the architecture
   * @param headSize rows of a head of queries and keys
   */
  GgufWeights(GgufModel model, Arena arena, TensorNames names, int headSize) {
    super(model, names);
    this.arena = arena;
    this.headSize = headSize;
  }

  @Override
  Matrix floats(FloatType type, int rows, int cols, RowOrder order, MemorySegment data) {
    if (order.equals(RowOrder.PLAIN)) {
      return new FloatMatrix(type, rows, cols, data);
    }
    long rowBytes = (long) cols * type.bytes();
    MemorySegment copy = arena.allocate(rows * rowBytes, ALIGNMENT);
    for (int row = 0; row < rows; row++) {
      MemorySegment.copy(data, order.place(row) * rowBytes, copy, row * rowBytes, rowBytes);
    }
    return new FloatMatrix(type, rows, cols, copy);
  }

  @Override
  RowOrder order(String module, int rows) {
    boolean turned = module.endsWith(".q_proj") || module.endsWith(".k_proj");
    return turned && names().interleavesHeads() && rows % headSize == 0
        ? new RowOrder(headSize)
        : RowOrder.PLAIN;
  }

  @Override
  float[] vector(String name, GgufTensor tensor, int length) throws ModelException {
    RowOrder order =
        name.endsWith(".bias")
            ? order(name.substring(0, name.length() - ".bias".length()), length)
            : RowOrder.PLAIN;
    float[] values = floats(tensor, length, order);
    if (names().addsOneToNorms()) {
      for (int i = 0; i < length; i++) {
        values[i] -= 1;
      }
    }
    if (name.equals(Modules.ROPE_FACTORS)) {
      checkPositive(values, tensor);
    }
    return values;
  }

  @Override
  float[] floats(GgufTensor tensor, int length, RowOrder order) throws ModelException {
    return GgufVectors.read(model(), tensor, length, order);
  }

  private static void checkPositive(float[] values, GgufTensor tensor) throws ModelException {
    for (float value : values) {
      if (!(value > 0) || Float.isInfinite(value)) {
        throw ModelFormatException.corrupt(
            tensor.file(),
            tensor.offset(),
            "GGUF file",
            "tensor '%s' has the element %s, expected positive numbers"
                .formatted(tensor.name(), value));
      }
    }
  }
}
