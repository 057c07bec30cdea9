package org.llamajvm.loader.safetensors;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;

/**
 * Where a tensor lies and what it holds.
 *
 * @param name unique in a model
 * @param dtype how an element is stored, little-endian
 * @param shape sizes of the axes, slowest first; empty for a scalar
 * @param file the file that holds it
 * @param offset its first byte, counted from the beginning of the file
 * @param bytes its size
 */
public record TensorInfo(
    String name, Dtype dtype, List<Long> shape, Path file, long offset, long bytes) {

  /** Copies the shape. */
  public TensorInfo {
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
      throw wrongShape(shapeText(), expected);
    }
  }

  /**
   * Says that the axes have other sizes than they must.
   *
   * @param actual their sizes, as {@link #shapeText} writes them
   */
  public ModelFormatException wrongShape(String actual, long... expected) {
    String wanted =
        Arrays.stream(expected)
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(", ", "(", ")"));
    return ModelFormatException.of(
        Kind.CORRUPT,
        "Tensor '%s' has shape %s, expected %s".formatted(name, actual, wanted),
        file);
  }

  /**
   * How an element is stored, where that is a float.
   *
   * @throws ModelFormatException if it is not F32, F16 or BF16
   */
  public FloatType floatType() throws ModelFormatException {
    return dtype
        .floatType()
        .orElseThrow(() ->
            ModelFormatException.of(
                Kind.UNSUPPORTED,
                "Tensor '%s' is %s; supported are F32, F16, BF16 and MLX's quantised groups"
                    .formatted(name, dtype),
                file));
  }
}
