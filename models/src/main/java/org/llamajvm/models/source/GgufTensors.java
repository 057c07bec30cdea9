package org.llamajvm.models.source;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.engine.tensor.RowOrder;
import org.llamajvm.format.ModelException;
import org.llamajvm.loader.gguf.GgufModel;
import org.llamajvm.loader.gguf.GgufTensor;
import org.llamajvm.loader.gguf.TensorNames;
import org.llamajvm.models.architecture.WeightSource;

/** The tensors of a GGUF file under the names of transformers. */
abstract class GgufTensors implements WeightSource {

  private final GgufModel model;
  private final TensorNames names;

  /**
   * Looks into a file.
   *
   * @param model borrowed
   * @param names of the architecture
   */
  GgufTensors(GgufModel model, TensorNames names) {
    this.model = model;
    this.names = names;
  }

  final GgufModel model() {
    return model;
  }

  final TensorNames names() {
    return names;
  }

  @Override
  public final boolean has(String name) {
    return model.find(storedName(name)).isPresent();
  }

  @Override
  public final String storedName(String name) {
    return names.gguf(name).orElse(name);
  }

  /** Files have the gate of a shared expert as a vector. */
  @Override
  public final Matrix matrix(String module, int rows, int cols) throws ModelException {
    GgufTensor tensor = model.info(storedName(module + ".weight"));
    if (rows != 1 || !tensor.hasShape(cols)) {
      tensor.checkShape(rows, cols);
    }
    return matrix(tensor, rows, cols, order(module, rows));
  }

  @Override
  public final Matrix stacked(String module, int count, int rows, int cols) throws ModelException {
    GgufTensor tensor = model.info(storedName(module + ".weight"));
    tensor.checkShape(count, rows, cols);
    return matrix(tensor, count * rows, cols, RowOrder.PLAIN);
  }

  private Matrix matrix(GgufTensor tensor, int rows, int cols, RowOrder order)
      throws ModelException {
    MemorySegment data = model.segment(tensor.name());
    Optional<BlockType> blocks = tensor.type().blockType();
    return blocks.isPresent()
        ? new BlockMatrix(blocks.get(), rows, cols, order, data)
        : floats(tensor.type().floatType().orElseThrow(), rows, cols, order, data);
  }

  @Override
  public final float[] vector(String name, int length) throws ModelException {
    GgufTensor tensor = model.info(storedName(name));
    tensor.checkShape(length);
    return vector(name, tensor, length);
  }

  @Override
  public final float[] vectors(String name, int count, int length) throws ModelException {
    GgufTensor tensor = model.info(storedName(name));
    tensor.checkShape(count, length);
    return floats(tensor, count * length, RowOrder.PLAIN);
  }

  /** The order of the rows of a matrix, or of the elements of its bias. */
  abstract RowOrder order(String module, int rows);

  /** A matrix of floats whose rows lie in an order. */
  abstract Matrix floats(FloatType type, int rows, int cols, RowOrder order, MemorySegment data);

  /** A vector of the right shape. */
  abstract float[] vector(String name, GgufTensor tensor, int length) throws ModelException;

  /** The floats of a tensor that is no matrix, which lie in an order. */
  abstract float[] floats(GgufTensor tensor, int length, RowOrder order) throws ModelException;
}
