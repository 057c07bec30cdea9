package org.llamajvm.engine.kernel.vector.matmul;

import org.llamajvm.engine.kernel.scalar.BlockRows;
import org.llamajvm.engine.tensor.BlockMatrix;

/** Rows of the blocks that have no vector code, weight by weight. */
record PlainBlockRows(BlockMatrix matrix) implements RowDecoder {

  @Override
  public void decode(int row, float[] out, int offset) {
    BlockRows.decode(
        matrix.type(), matrix.data(), matrix.rowOffset(row), matrix.cols(), out, offset);
  }
}
