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
 * Rows of floats of two bytes. The bits of a BF16 are the upper half of a float32. An F16 gets the
 * exponent that a float32 has; infinities and NaN, which no weight is, do not come out as such.
 *
 * <p>No float32 on the way is subnormal, because some processors take a hundred cycles for each:
 * any matrix with small weights would be slow.
 */
final class HalfRows implements RowDecoder, RowProduct {

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int SIGN = 0x80000000;

  /** The difference of the exponents' biases, where a float32 has its exponent. */
  private static final int REBIAS = 112 << 23;

  private static final float SMALLEST_NORMAL_F16 = 0x1p-14f;

  private final FloatMatrix matrix;
  private final boolean f16;

  HalfRows(FloatMatrix matrix) {
    this.matrix = matrix;
    f16 = matrix.type() == FloatType.F16;
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
    return f16 ? ofF16(bits) : bits.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
  }

  /**
   * A subnormal F16, which has no implicit one, comes out as half of it and half of the smallest
   * normal number together. Twice that, less the smallest normal number, is right for it and too
   * large for all others. Positive float32 are ordered as their bits are.
   */
  private static FloatVector ofF16(IntVector bits) {
    IntVector magnitude = bits.and(0x7FFF).lanewise(VectorOperators.LSHL, 13).add(REBIAS);
    FloatVector subnormal = magnitude.reinterpretAsFloats().fma(2, -SMALLEST_NORMAL_F16);
    IntVector smaller = magnitude.min(subnormal.reinterpretAsInts());
    return smaller.or(bits.and(SIGN)).reinterpretAsFloats();
  }
}
