package org.llamajvm.loader.safetensors;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

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
}
