package org.llamajvm.convert.torch;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.llamajvm.convert.pickle.PickleValue.Tensor;
import org.llamajvm.convert.rows.MappedRows;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.convert.rows.StridedRows;
import org.llamajvm.convert.zip.EntryRows;
import org.llamajvm.convert.zip.ZipEntry;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.format.ModelFormatException;

/**
 * A tensor of a PyTorch file.
 *
 * @param name its key in the state dict
 * @param tensor what the pickle says of it
 * @param storage the entry that holds its storage; several tensors may share one
 */
public record TorchTensor(String name, Tensor tensor, ZipEntry storage) {

  /** Size of every axis, outermost first. */
  public List<Long> shape() {
    return tensor.shape();
  }

  /** The file that holds it. */
  public Path path() {
    return storage.file().path();
  }

  /**
   * How its elements are stored.
   *
   * @throws ModelFormatException if they are not floats of 32 or 16 bits
   */
  public FloatType type() throws ModelFormatException {
    return switch (tensor.storage().type()) {
      case FLOAT32 -> FloatType.F32;
      case FLOAT16 -> FloatType.F16;
      case BFLOAT16 -> FloatType.BF16;
      default ->
          throw unsupported(
              "holds %s, expected FLOAT32, FLOAT16 or BFLOAT16".formatted(tensor.storage().type()));
    };
  }

  /**
   * The tensor by rows: one for every index of its first axis; a vector is one row.
   *
   * @throws ModelFormatException if it has no axis, no element, or more than two axes without lying
   *     in one piece
   */
  public Rows rows() throws ModelFormatException {
    List<Long> shape = shape();
    if (shape.isEmpty() || shape.contains(0L)) {
      throw unsupported("has shape %s, expected at least one element".formatted(shape));
    }
    long elements = shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    long count = shape.size() == 1 ? 1 : shape.getFirst();
    int bytes = tensor.storage().type().bytes();
    if (isContiguous()) {
      MemorySegment data = storage.content().asSlice(tensor.offset() * bytes, elements * bytes);
      return new EntryRows(storage, new MappedRows(path(), data, count, elements / count * bytes));
    }
    if (shape.size() > 2) {
      throw unsupported(
          "of shape %s has strides %s; save it contiguous".formatted(shape, tensor.strides()));
    }
    return new EntryRows(
        storage,
        new StridedRows(
            path(),
            storage.content(),
            bytes,
            tensor.offset(),
            count,
            shape.getLast(),
            tensor.strides().getFirst(),
            tensor.strides().getLast()));
  }

  private boolean isContiguous() {
    long expected = 1;
    for (int axis = shape().size() - 1; axis >= 0; axis--) {
      if (shape().get(axis) != 1 && tensor.strides().get(axis) != expected) {
        return false;
      }
      expected *= shape().get(axis);
    }
    return true;
  }

  private ModelFormatException unsupported(String problem) {
    return ModelFormatException.unsupported(path(), "tensor '%s' %s".formatted(name, problem));
  }
}
