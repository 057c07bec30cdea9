package org.llamajvm.engine.tensor;

/**
 * A weight matrix of shape (rows, cols): {@code rows} outputs, {@code cols} inputs. The memory is
 * borrowed: whoever opened the model owns it, and a matrix must not be used after it is closed.
 * Immutable, hence safe to share between threads.
 */
public sealed interface Matrix permits FloatMatrix, AffineMatrix, InterleavedMatrix, BlockMatrix {

  /** Number of outputs. */
  int rows();

  /** Number of inputs. */
  int cols();

  /**
   * Some of the rows as a matrix of its own, in the same memory.
   *
   * @param from first row, inclusive
   * @param to last row, exclusive
   * @throws IllegalArgumentException if the layout does not allow to cut there
   */
  Matrix rows(int from, int to);

  /** Bytes of memory that one product with the whole matrix reads. */
  long byteSize();
}
