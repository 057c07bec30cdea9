package org.llamajvm.engine.tensor;

import java.lang.foreign.MemorySegment;

/**
 * A row-major matrix of floats.
 *
 * @param type how an element is stored, little-endian
 * @param rows number of outputs
 * @param cols number of inputs
 * @param data (rows, cols) elements, borrowed
 */
public record FloatMatrix(FloatType type, int rows, int cols, MemorySegment data)
    implements Matrix {

  /**
   * Checks the memory.
   *
   * @throws IllegalArgumentException if {@code data} does not hold exactly rows × cols elements
   * @throws IllegalArgumentException if {@code data} is an array, which the kernels cannot read
   */
  public FloatMatrix {
    Sizes.check("data", data, (long) rows * cols * type.bytes());
  }

  @Override
  public FloatMatrix rows(int from, int to) {
    long rowBytes = (long) cols * type.bytes();
    return new FloatMatrix(type, to - from, cols, Sizes.rows(data, from, to, rowBytes));
  }

  @Override
  public long byteSize() {
    return data.byteSize();
  }
}
