package org.llamajvm.models.source;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.llamajvm.engine.tensor.BlockMatrix;
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
import org.llamajvm.models.architecture.WeightSource;

/**
 * The tensors of a GGUF file under the names of transformers. Matrices are used where they lie.
 * Where the rows of queries and keys are interleaved, those of blocks are found in their order by
 * each kernel; floats, which kernels read several rows at a time, are copied into the usual one.
 *
 * @param model borrowed
 * @param arena what copies live as long as, borrowed
 * @param names of the architecture
 * @param headSize rows of a head of queries and keys
 */
record GgufWeights(GgufModel model, Arena arena, TensorNames names, int headSize)
    implements WeightSource {

  private static final long ALIGNMENT = 64;

  @Override
  public boolean has(String name) {
    return model.find(storedName(name)).isPresent();
  }

  @Override
  public String storedName(String name) {
    return names.gguf(name).orElse(name);
  }

  @Override
  public Matrix matrix(String module, int rows, int cols) throws ModelException {
    GgufTensor tensor = model.info(storedName(module + ".weight"));
    checkMatrix(tensor, rows, cols);
    return matrix(tensor, rows, cols, order(module, rows));
  }

  @Override
  public Matrix stacked(String module, int count, int rows, int cols) throws ModelException {
    GgufTensor tensor = model.info(storedName(module + ".weight"));
    checkShape(tensor, count, rows, cols);
    return matrix(tensor, count * rows, cols, RowOrder.PLAIN);
  }

  private Matrix matrix(GgufTensor tensor, int rows, int cols, RowOrder order)
      throws ModelException {
    MemorySegment data = model.segment(tensor.name());
    return tensor
        .type()
        .blockType()
        .<Matrix>map(type -> new BlockMatrix(type, rows, cols, order, data))
        .orElseGet(() -> floats(tensor.type().floatType().orElseThrow(), rows, cols, order, data));
  }

  private Matrix floats(FloatType type, int rows, int cols, RowOrder order, MemorySegment data) {
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

  private RowOrder order(String module, int rows) {
    boolean turned = module.endsWith(".q_proj") || module.endsWith(".k_proj");
    return turned && names.interleavesHeads() && rows % headSize == 0
        ? new RowOrder(headSize)
        : RowOrder.PLAIN;
  }

  @Override
  public float[] vector(String name, int length) throws ModelException {
    GgufTensor tensor = model.info(storedName(name));
    checkShape(tensor, length);
    RowOrder order =
        name.endsWith(".bias")
            ? order(name.substring(0, name.length() - ".bias".length()), length)
            : RowOrder.PLAIN;
    float[] values = GgufVectors.read(model, tensor, length, order);
    if (names.addsOneToNorms()) {
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
  public float[] vectors(String name, int count, int length) throws ModelException {
    GgufTensor tensor = model.info(storedName(name));
    checkShape(tensor, count, length);
    return GgufVectors.read(model, tensor, count * length, RowOrder.PLAIN);
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

  /** Files have the gate of a shared expert as a vector. */
  static void checkMatrix(GgufTensor tensor, int rows, int cols) throws ModelException {
    if (rows != 1 || !tensor.hasShape(cols)) {
      checkShape(tensor, rows, cols);
    }
  }

  static void checkShape(GgufTensor tensor, long... shape) throws ModelException {
    if (!tensor.hasShape(shape)) {
      String wanted = Arrays.toString(shape).replace('[', '(').replace(']', ')');
      throw ModelFormatException.corrupt(
          tensor.file(),
          tensor.offset(),
          "GGUF file",
          "tensor '%s' has the shape %s, expected %s"
              .formatted(tensor.name(), tensor.shapeText(), wanted));
    }
  }
}
