package org.llamajvm.engine.kernel.vector.matmul;

import org.llamajvm.engine.kernel.scalar.MatrixRows;
import org.llamajvm.engine.tensor.InterleavedMatrix;

/** Rows of the interleaved groups that have no vector code, weight by weight. */
record PackedRows(InterleavedMatrix matrix) implements RowDecoder {

  @Override
  public void decode(int row, float[] out, int offset) {
    MatrixRows.decode(matrix, row, out, offset);
  }
}
