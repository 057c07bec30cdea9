package org.llamajvm.models.source;

import java.lang.foreign.MemorySegment;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.engine.tensor.RowOrder;
import org.llamajvm.format.ModelException;
import org.llamajvm.loader.gguf.GgufModel;
import org.llamajvm.loader.gguf.GgufTensor;
import org.llamajvm.loader.gguf.TensorNames;

/**
 * The tensors of a GGUF file as its header tells of them. Rows are in the order of the file, and
 * vectors are zeros.
 */
final class GgufShapes extends GgufTensors {

  private final Zeros zeros = new Zeros();

  GgufShapes(GgufModel model, TensorNames names) {
    super(model, names);
  }

  @Override
  RowOrder order(String module, int rows) {
    return RowOrder.PLAIN;
  }

  @Override
  Matrix floats(FloatType type, int rows, int cols, RowOrder order, MemorySegment data) {
    return new FloatMatrix(type, rows, cols, data);
  }

  @Override
  float[] vector(String name, GgufTensor tensor, int length) throws ModelException {
    return floats(tensor, length, RowOrder.PLAIN);
  }

  @Override
  float[] floats(GgufTensor tensor, int length, RowOrder order) throws ModelException {
    tensor.floatType(); // refuses what are no floats
    return zeros.of(length);
  }
}
