package org.llamajvm.engine.kernel.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.llamajvm.engine.tensor.FloatMatrix;

/** Rows of F32: a copy. */
record F32Rows(FloatMatrix matrix) implements RowDecoder {

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @Override
  public void decode(int row, float[] out, int offset) {
    int cols = matrix.cols();
    MemorySegment.copy(matrix.data(), FLOAT, 4L * row * cols, out, offset, cols);
  }
}
