package org.llamajvm.engine.kernel.vector;

import static org.llamajvm.engine.kernel.vector.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.Width.LANES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import org.llamajvm.engine.tensor.FloatMatrix;

/** Rows of F32. */
record F32Rows(FloatMatrix matrix) implements RowDecoder, RowProduct {

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @Override
  public void decode(int row, float[] out, int offset) {
    int cols = matrix.cols();
    MemorySegment.copy(matrix.data(), FLOAT, 4L * row * cols, out, offset, cols);
  }

  @Override
  public float dot(int row, float[] x, int xOffset) {
    int cols = matrix.cols();
    MemorySegment data = matrix.data();
    long start = 4L * row * cols;
    FloatVector sums = FloatVector.zero(FLOATS);
    int end = cols / LANES * LANES;
    int k = 0;
    while (k != end) {
      FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + k);
      sums =
          FloatVector.fromMemorySegment(FLOATS, data, start + 4L * k, ByteOrder.LITTLE_ENDIAN)
              .fma(v, sums);
      k += LANES;
    }
    float sum = LaneSum.of(sums);
    for (; k < cols; k++) {
      sum = Math.fma(data.get(FLOAT, start + 4L * k), x[xOffset + k], sum);
    }
    return sum;
  }
}
