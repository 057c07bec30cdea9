package org.llamajvm.loader.gguf;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.format.ModelFormatException;

/**
 * Where a tensor lies and what it holds.
 *
 * @param name unique in a model
 * @param type how elements are stored
 * @param shape sizes of the axes, slowest first: (rows, cols) of a matrix, the reverse of their
 *     order in the file; empty for a scalar
 * @param file the file that holds it
 * @param offset its first byte, counted from the beginning of the file
 * @param bytes its size
 */
public record GgufTensor(
    String name, GgufType type, List<Long> shape, Path file, long offset, long bytes) {

  /** Copies the shape. */
  public GgufTensor {
    shape = List.copyOf(shape);
  }

  /** Number of elements. */
  public long elements() {
    return shape.stream().reduce(1L, (a, b) -> a * b);
  }

  /** Whether the axes have these sizes. */
  public boolean hasShape(long... sizes) {
    if (sizes.length != shape.size()) {
      return false;
    }
    for (int i = 0; i < sizes.length; i++) {
      if (shape.get(i) != sizes[i]) {
        return false;
      }
    }
    return true;
  }

  /** The shape as {@code (8192, 2048)}. */
  public String shapeText() {
    return shape.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
  }

  /**
   * Checks the sizes of the axes.
   *
   * @throws ModelFormatException if they are not those that are expected
   */
  public void checkShape(long... expected) throws ModelFormatException {
    if (!hasShape(expected)) {
      throw wrongShape("expected " + Arrays.toString(expected).replace('[', '(').replace(']', ')'));
    }
  }

  /**
   * Says that the axes have other sizes than they must.
   *
   * @param expected what they must be, in words
   */
  public ModelFormatException wrongShape(String expected) {
    return ModelFormatException.corrupt(
        file,
        offset,
        "GGUF file",
        "tensor '%s' has the shape %s, %s".formatted(name, shapeText(), expected));
  }

  /**
   * How an element is stored, where that is a float.
   *
   * @throws ModelFormatException of kind unsupported if it is not F32, F16 or BF16
   */
  public FloatType floatType() throws ModelFormatException {
    return type.floatType()
        .orElseThrow(() ->
            ModelFormatException.unsupported(
                file,
                offset,
                "GGUF file",
                "tensor '%s' is %s; supported: F32, F16, BF16".formatted(name, type)));
  }
}
