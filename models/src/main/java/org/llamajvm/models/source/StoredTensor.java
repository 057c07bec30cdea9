package org.llamajvm.models.source;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a tensor lies and what it holds.
 *
 * @param name unique in a model
 * @param type how an element is stored, as the form on disk calls it
 * @param shape sizes of the axes, slowest first; empty for a scalar
 * @param file name of the file that holds it
 * @param offset its first byte, counted from the beginning of the file
 * @param bytes its size
 */
public record StoredTensor(
    String name, String type, List<Long> shape, String file, long offset, long bytes) {

  /** Copies the shape. */
  public StoredTensor {
    shape = List.copyOf(shape);
  }

  /** The shape as {@code (8192, 2048)}. */
  public String shapeText() {
    return shape.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
  }
}
