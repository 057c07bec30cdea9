package org.llamajvm.engine.kernel.vector.matmul;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.FloatType;

/**
 * Scales and biases of one row of affine groups.
 *
 * @param matrix the matrix
 * @param first index of the row's first group
 */
record GroupFloats(AffineMatrix matrix, long first) {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  GroupFloats(AffineMatrix matrix, int row) {
    this(matrix, (long) row * (matrix.cols() / matrix.groupSize()));
  }

  float scale(int group) {
    return element(matrix.scales(), first + group);
  }

  float bias(int group) {
    return element(matrix.biases(), first + group);
  }

  private float element(MemorySegment data, long index) {
    FloatType type = matrix.scaleType();
    return type == FloatType.F32
        ? type.decode(data.get(INT, 4 * index))
        : type.decode(data.get(SHORT, 2 * index));
  }
}
