package org.llamajvm.models.source;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.format.ModelException;
import org.llamajvm.loader.gguf.GgufModel;
import org.llamajvm.loader.gguf.GgufTensor;
import org.llamajvm.loader.gguf.TensorNames;
import org.llamajvm.models.architecture.WeightSource;

/**
 * The tensors of a GGUF file as its header tells of them, under the names of transformers. Rows are
 * in the order of the file, and vectors are zeros.
 *
 * @param model borrowed
 * @param names of the architecture
 * @param zeros what vectors are
 */
record GgufShapes(GgufModel model, TensorNames names, Zeros zeros) implements WeightSource {

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
    GgufWeights.checkMatrix(tensor, rows, cols);
    return matrix(tensor, rows, cols);
  }

  @Override
  public Matrix stacked(String module, int count, int rows, int cols) throws ModelException {
    GgufTensor tensor = model.info(storedName(module + ".weight"));
    GgufWeights.checkShape(tensor, count, rows, cols);
    return matrix(tensor, count * rows, cols);
  }

  private Matrix matrix(GgufTensor tensor, int rows, int cols) throws ModelException {
    MemorySegment data = model.segment(tensor.name());
    Optional<BlockType> blocks = tensor.type().blockType();
    return blocks.isPresent()
        ? new BlockMatrix(blocks.get(), rows, cols, data)
        : new FloatMatrix(tensor.type().floatType().orElseThrow(), rows, cols, data);
  }

  @Override
  public float[] vector(String name, int length) throws ModelException {
    GgufTensor tensor = model.info(storedName(name));
    GgufWeights.checkShape(tensor, length);
    GgufVectors.type(tensor);
    return zeros.of(length);
  }

  @Override
  public float[] vectors(String name, int count, int length) throws ModelException {
    GgufTensor tensor = model.info(storedName(name));
    GgufWeights.checkShape(tensor, count, length);
    GgufVectors.type(tensor);
    return zeros.of(count * length);
  }
}
