package org.llamajvm.engine.kernel.vector.matmul;

import static org.llamajvm.engine.kernel.vector.lanes.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.INTS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;
import static org.llamajvm.engine.kernel.vector.lanes.Width.NARROW_BYTES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.llamajvm.engine.kernel.vector.lanes.OffHeap;
import org.llamajvm.engine.tensor.AffineMatrix;

/** Rows of 8-bit affine groups. */
record Affine8Rows(AffineMatrix matrix) implements RowDecoder {

  /** Codes of one load, a divisor of a group. */
  private static final int STEP = NARROW_BYTES.length();

  @Override
  public void decode(int row, float[] out, int offset) {
    GroupFloats factors = new GroupFloats(matrix, row);
    int groupSize = matrix.groupSize();
    long start = (long) row * matrix.cols();
    for (int first = 0; first < matrix.cols(); first += groupSize) {
      MemorySegment data = OffHeap.of(matrix.codes());
      FloatVector scale = FloatVector.broadcast(FLOATS, factors.scale(first / groupSize));
      FloatVector bias = FloatVector.broadcast(FLOATS, factors.bias(first / groupSize));
      for (int k = first; k < first + groupSize; k += STEP) {
        ByteVector stored =
            ByteVector.fromMemorySegment(NARROW_BYTES, data, start + k, ByteOrder.LITTLE_ENDIAN);
        for (int part = 0; part < STEP / LANES; part++) {
          codes(stored, part).fma(scale, bias).intoArray(out, offset + k + part * LANES);
        }
      }
    }
  }

  private static FloatVector codes(ByteVector stored, int part) {
    IntVector codes = (IntVector) stored.convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, part);
    return (FloatVector) codes.convertShape(VectorOperators.I2F, FLOATS, 0);
  }
}
