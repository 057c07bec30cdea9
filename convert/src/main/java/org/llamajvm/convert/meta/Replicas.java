package org.llamajvm.convert.meta;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Floats;
import org.llamajvm.convert.files.LittleEndian;
import org.llamajvm.convert.llama.SameBits;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.convert.torch.TorchTensor;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.format.ModelFormatException;

/** Compares tensors that every slice should hold alike. */
final class Replicas {

  private Replicas() {}

  /**
   * Checks that all hold the same bits.
   *
   * @throws ModelFormatException at the first element that differs
   */
  static void checkSame(List<TorchTensor> parts) throws IOException {
    TorchTensor first = parts.getFirst();
    for (TorchTensor other : parts.subList(1, parts.size())) {
      if (!SameBits.same(floats(first), floats(other))) {
        throw difference(first, other);
      }
    }
  }

  private static Floats floats(TorchTensor tensor) throws ModelFormatException {
    return new Floats(tensor.name(), tensor.shape(), tensor.type(), tensor.rows());
  }

  private static ModelFormatException difference(TorchTensor first, TorchTensor other)
      throws IOException {
    if (!first.shape().equals(other.shape())) {
      return ModelFormatException.corrupt(
          other.path(),
          "tensor '%s' has shape %s, expected %s as in %s"
              .formatted(other.name(), other.shape(), first.shape(), first.path().getFileName()));
    }
    Rows left = first.rows();
    Rows right = other.rows();
    FloatType type = first.type();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocate(left.rowBytes());
      MemorySegment two = arena.allocate(right.rowBytes());
      long row = -1;
      long at = -1;
      while (at < 0) {
        row++;
        left.read(row, 1, one);
        right.read(row, 1, two);
        at = one.mismatch(two);
      }
      long column = at / type.bytes();
      return ModelFormatException.corrupt(
          other.path(),
          "tensor '%s' is not the one of %s: element %d is %s, expected %s"
              .formatted(
                  other.name(),
                  first.path().getFileName(),
                  row * (left.rowBytes() / type.bytes()) + column,
                  value(type, two, column),
                  value(type, one, column)));
    }
  }

  private static float value(FloatType type, MemorySegment row, long column) {
    long at = column * type.bytes();
    return type.decode(type.bytes() == 4 ? LittleEndian.i32(row, at) : LittleEndian.u16(row, at));
  }
}
