package org.llamajvm.engine.kernel.vector;

import static org.llamajvm.engine.kernel.vector.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.Width.INTS;
import static org.llamajvm.engine.kernel.vector.Width.LANES;
import static org.llamajvm.engine.kernel.vector.Width.NARROW_BYTES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.llamajvm.engine.tensor.AffineMatrix;

/** Rows of 8-bit affine groups. */
record Affine8Rows(AffineMatrix matrix) implements RowDecoder, RowProduct {

  @Override
  public void decode(int row, float[] out, int offset) {
    int cols = matrix.cols();
    int groupSize = matrix.groupSize();
    MemorySegment codes = matrix.codes().asSlice((long) row * cols, cols);
    GroupFloats floats = new GroupFloats(matrix, row);
    for (int group = 0; group < cols / groupSize; group++) {
      float scale = floats.scale(group);
      float bias = floats.bias(group);
      int end = (group + 1) * groupSize;
      for (int k = group * groupSize; k < end; k += NARROW_BYTES.length()) {
        ByteVector stored =
            ByteVector.fromMemorySegment(NARROW_BYTES, codes, k, ByteOrder.LITTLE_ENDIAN);
        for (int part = 0; part < NARROW_BYTES.length() / LANES; part++) {
          floats(stored, part, scale, bias).intoArray(out, offset + k + part * LANES);
        }
      }
    }
  }

  @Override
  public float dot(int row, float[] x, int xOffset) {
    int groupSize = matrix.groupSize();
    int groups = matrix.cols() / groupSize;
    GroupFloats factors = new GroupFloats(matrix, row);
    long start = (long) row * matrix.cols();
    FloatVector sums = FloatVector.zero(FLOATS);
    for (int group = 0; group < groups; group++) {
      float scale = factors.scale(group);
      float bias = factors.bias(group);
      int k = group * groupSize;
      int end = k + groupSize;
      while (k != end) {
        ByteVector stored =
            ByteVector.fromMemorySegment(
                NARROW_BYTES, matrix.codes(), start + k, ByteOrder.LITTLE_ENDIAN);
        for (int part = 0; part < NARROW_BYTES.length() / LANES; part++) {
          FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + k + part * LANES);
          sums = floats(stored, part, scale, bias).fma(v, sums);
        }
        k += NARROW_BYTES.length();
      }
    }
    return LaneSum.of(sums);
  }

  private static FloatVector floats(ByteVector stored, int part, float scale, float bias) {
    IntVector code = (IntVector) stored.convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, part);
    return ((FloatVector) code.convertShape(VectorOperators.I2F, FLOATS, 0)).mul(scale).add(bias);
  }
}
