package org.llamajvm.engine.kernel.vector;

import static org.llamajvm.engine.kernel.vector.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.Width.INTS;
import static org.llamajvm.engine.kernel.vector.Width.LANES;
import static org.llamajvm.engine.kernel.vector.Width.NARROW_SHORTS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.FloatType;

/**
 * Rows of floats of two bytes. The bits of a BF16 are the upper half of a float32; those of an F16
 * are moved to where a float32 has them and multiplied by 2^112, the difference of the exponents'
 * biases. Subnormals come out exact; infinities and NaN of F16, which no weight is, do not.
 */
final class HalfRows implements RowDecoder, RowProduct {

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Sign, exponent and fraction of a sign-extended F16 after a shift by 13. */
  private static final int F16_MASK = 0x8FFFE000;

  private static final float F16_FACTOR = 0x1p112f;

  private final FloatMatrix matrix;
  private final int shift;
  private final int mask;
  private final float factor;

  HalfRows(FloatMatrix matrix) {
    this.matrix = matrix;
    boolean f16 = matrix.type() == FloatType.F16;
    shift = f16 ? 13 : 16;
    mask = f16 ? F16_MASK : -1;
    factor = f16 ? F16_FACTOR : 1;
  }

  @Override
  public void decode(int row, float[] out, int offset) {
    int cols = matrix.cols();
    MemorySegment data = matrix.data().asSlice(2L * row * cols, 2L * cols);
    int step = NARROW_SHORTS.length();
    int k = 0;
    for (; k <= cols - step; k += step) {
      ShortVector stored =
          ShortVector.fromMemorySegment(NARROW_SHORTS, data, 2L * k, ByteOrder.LITTLE_ENDIAN);
      for (int part = 0; part < step / LANES; part++) {
        floats(stored, part).intoArray(out, offset + k + part * LANES);
      }
    }
    for (; k < cols; k++) {
      out[offset + k] = matrix.type().decode(data.get(SHORT, 2L * k));
    }
  }

  @Override
  public float dot(int row, float[] x, int xOffset) {
    int cols = matrix.cols();
    MemorySegment data = matrix.data();
    long start = 2L * row * cols;
    int step = NARROW_SHORTS.length();
    int end = cols / step * step;
    FloatVector sums = FloatVector.zero(FLOATS);
    int k = 0;
    while (k != end) {
      ShortVector stored =
          ShortVector.fromMemorySegment(
              NARROW_SHORTS, data, start + 2L * k, ByteOrder.LITTLE_ENDIAN);
      for (int part = 0; part < step / LANES; part++) {
        FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + k + part * LANES);
        sums = floats(stored, part).fma(v, sums);
      }
      k += step;
    }
    float sum = LaneSum.of(sums);
    for (; k < cols; k++) {
      float weight = matrix.type().decode(data.get(SHORT, start + 2L * k));
      sum = Math.fma(weight, x[xOffset + k], sum);
    }
    return sum;
  }

  private FloatVector floats(ShortVector stored, int part) {
    IntVector bits = (IntVector) stored.convertShape(VectorOperators.S2I, INTS, part);
    return bits.lanewise(VectorOperators.LSHL, shift).and(mask).reinterpretAsFloats().mul(factor);
  }
}
