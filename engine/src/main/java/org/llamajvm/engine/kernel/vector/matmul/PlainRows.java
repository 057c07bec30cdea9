package org.llamajvm.engine.kernel.vector.matmul;

import org.llamajvm.engine.kernel.scalar.MatrixRows;
import org.llamajvm.engine.tensor.Matrix;

/** Rows of a matrix that has no vector code, weight by weight. */
record PlainRows(Matrix matrix) implements RowDecoder {

  @Override
  public void decode(int row, float[] out, int offset) {
    MatrixRows.decode(matrix, row, out, offset);
  }
}
