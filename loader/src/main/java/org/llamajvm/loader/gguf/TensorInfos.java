package org.llamajvm.loader.gguf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.llamajvm.format.ModelFormatException;

/**
 * Reads what a file says of its tensors. They lie in the order in which they are listed, each at
 * the next multiple of the alignment after the one before it.
 */
final class TensorInfos {

  /** Fewest bytes that one takes: name, number of axes, type, offset. */
  static final int FEWEST_BYTES = 8 + 1 + 4 + 4 + 8;

  /** More tensors than any file has, several times over. */
  static final int MAX_TENSORS = 1 << 18;

  private static final int MAX_NAME_BYTES = 64;
  private static final int MAX_AXES = 4;

  private record Listed(
      String name, GgufType type, List<Long> shape, long bytes, long offset, long offsetAt) {}

  private final GgufBytes in;
  private final Cursor cursor;
  private final int alignment;

  /**
   * @param cursor at the first info
   * @param alignment a power of two
   */
  TensorInfos(GgufBytes in, Cursor cursor, int alignment) {
    this.in = in;
    this.cursor = cursor;
    this.alignment = alignment;
  }

  /** Reads and checks all infos, and that the file holds the tensors. */
  List<GgufTensor> read(int count) throws ModelFormatException {
    List<Listed> infos = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      long at = cursor.position();
      Listed info = info(i);
      if (!names.add(info.name())) {
        throw in.corrupt(at, "tensor '%s' is there twice".formatted(info.name()));
      }
      infos.add(info);
    }
    return placed(infos);
  }

  private Listed info(int index) throws ModelFormatException {
    String name = cursor.name(new Subject("tensor", index), MAX_NAME_BYTES);
    Subject what = new Subject("tensor", name);
    List<Long> shape = shape(what);
    long typeAt = cursor.position();
    int typeId = cursor.int32("type", what);
    GgufType type = GgufType.of(typeId).orElse(null);
    if (type == null) {
      throw in.unsupported(
          typeAt,
          "%s has type %s; known are %s"
              .formatted(what, GgufType.describe(typeId), List.of(GgufType.values())));
    }
    long cols = shape.isEmpty() ? 1 : shape.getLast();
    if (cols % type.blockElements() != 0) {
      throw in.corrupt(
          typeAt,
          "%s has %d columns, expected a multiple of %d, the block of %s"
              .formatted(what, cols, type.blockElements(), type));
    }
    long offsetAt = cursor.position();
    long offset = cursor.int64("offset", what);
    return new Listed(name, type, shape, bytes(what, typeAt, type, shape), offset, offsetAt);
  }

  private List<Long> shape(Subject what) throws ModelFormatException {
    long at = cursor.position();
    int axes = cursor.int32("number of axes", what);
    if (axes < 0 || axes > MAX_AXES) {
      throw in.corrupt(
          at,
          "%s has %s axes, at most %d are allowed"
              .formatted(what, Integer.toUnsignedString(axes), MAX_AXES));
    }
    List<Long> shape = new ArrayList<>();
    for (int axis = 0; axis < axes; axis++) {
      long sizeAt = cursor.position();
      long size = cursor.int64("axis", what);
      if (size < 0) {
        throw in.corrupt(
            sizeAt, "axis %d of %s has size %s".formatted(axis, what, Long.toUnsignedString(size)));
      }
      shape.add(size);
    }
    return shape.reversed();
  }

  private long bytes(Subject what, long at, GgufType type, List<Long> shape)
      throws ModelFormatException {
    try {
      // A zero anywhere makes the tensor empty, but the other sizes must not overflow either.
      long product = 1;
      for (long size : shape) {
        product = Math.multiplyExact(product, Math.max(size, 1));
      }
      long elements = shape.contains(0L) ? 0 : product;
      return Math.multiplyExact(
          Math.ceilDiv(elements, type.blockElements()), (long) type.blockBytes());
    } catch (ArithmeticException e) {
      throw in.corrupt(at, "shape %s of %s overflows".formatted(shape, what));
    }
  }

  private List<GgufTensor> placed(List<Listed> infos) throws ModelFormatException {
    long dataOffset = align(cursor.position());
    List<GgufTensor> tensors = new ArrayList<>();
    long expected = 0;
    for (Listed info : infos) {
      if (info.offset() != expected) {
        throw in.corrupt(
            info.offsetAt(),
            "tensor '%s' begins at %s of the data, expected %d, the next multiple of %d after the tensor before it"
                .formatted(info.name(), Long.toUnsignedString(info.offset()), expected, alignment));
      }
      long left = in.size() - dataOffset - expected;
      if (info.bytes() > left) {
        throw in.truncated(
            info.offsetAt(),
            "tensor '%s' takes %d bytes, %d left"
                .formatted(info.name(), info.bytes(), Math.max(left, 0)));
      }
      tensors.add(
          new GgufTensor(
              info.name(),
              info.type(),
              info.shape(),
              in.file(),
              dataOffset + expected,
              info.bytes()));
      expected = align(expected + info.bytes());
    }
    return List.copyOf(tensors);
  }

  /** The next multiple of the alignment; cannot overflow below the size of a file. */
  private long align(long offset) {
    return (offset + alignment - 1) & -alignment;
  }
}
