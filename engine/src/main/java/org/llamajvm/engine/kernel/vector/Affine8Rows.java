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
import org.llamajvm.engine.tensor.FloatMatrix;

/** Rows of 8-bit affine groups. */
final class Affine8Rows implements RowDecoder {

  /** Vectors of floats in the narrowest vector of bytes there is. */
  private static final int PARTS = NARROW_BYTES.length() / LANES;

  /** Codes of one turn of the loop, a divisor of a group: two vectors of floats or four. */
  private static final int STEP = Math.max(2 * LANES, NARROW_BYTES.length());

  private final AffineMatrix matrix;
  private final int groups;
  private final int groupShift;
  private final RowDecoder scales;
  private final RowDecoder biases;

  Affine8Rows(AffineMatrix matrix) {
    this.matrix = matrix;
    groups = matrix.cols() / matrix.groupSize();
    groupShift = Integer.numberOfTrailingZeros(matrix.groupSize());
    scales = RowDecoder.of(groupFloats(matrix.scales()));
    biases = RowDecoder.of(groupFloats(matrix.biases()));
  }

  private FloatMatrix groupFloats(MemorySegment data) {
    return new FloatMatrix(matrix.scaleType(), matrix.rows(), groups, data);
  }

  /** Floats for the scales and biases of a row. */
  int factors() {
    return 2 * groups;
  }

  @Override
  public void decode(int row, float[] out, int offset) {
    GroupFloats factors = new GroupFloats(matrix, row);
    long start = (long) row * matrix.cols();
    for (int group = 0; group < groups; group++) {
      FloatVector scale = FloatVector.broadcast(FLOATS, factors.scale(group));
      FloatVector bias = FloatVector.broadcast(FLOATS, factors.bias(group));
      int first = group << groupShift;
      for (int k = first; k < first + matrix.groupSize(); k += STEP) {
        weights(start + k, 0, scale, bias).intoArray(out, offset + k);
        weights(start + k, 1, scale, bias).intoArray(out, offset + k + LANES);
        if (PARTS == 4) {
          weights(start + k, 2, scale, bias).intoArray(out, offset + k + 2 * LANES);
          weights(start + k, 3, scale, bias).intoArray(out, offset + k + 3 * LANES);
        }
      }
    }
  }

  /**
   * {@code Σ_k W[row, k] · x[xOffset + k]}, with sums over even and odd vectors apart: a single
   * chain of sums would be slower than memory. Scales and biases are decoded before, so that one
   * loop goes over all groups: they are too short for a loop each.
   *
   * @param factors room for {@link #factors} floats
   */
  float dot(int row, float[] x, int xOffset, float[] factors) {
    scales.decode(row, factors, 0);
    biases.decode(row, factors, groups);
    long start = (long) row * matrix.cols();
    FloatVector even = FloatVector.zero(FLOATS);
    FloatVector odd = even;
    for (int k = 0; k < matrix.cols(); k += STEP) {
      int group = k >>> groupShift;
      FloatVector scale = FloatVector.broadcast(FLOATS, factors[group]);
      FloatVector bias = FloatVector.broadcast(FLOATS, factors[groups + group]);
      int at = xOffset + k;
      even = weights(start + k, 0, scale, bias).fma(load(x, at), even);
      odd = weights(start + k, 1, scale, bias).fma(load(x, at + LANES), odd);
      if (PARTS == 4) {
        even = weights(start + k, 2, scale, bias).fma(load(x, at + 2 * LANES), even);
        odd = weights(start + k, 3, scale, bias).fma(load(x, at + 3 * LANES), odd);
      }
    }
    return LaneSum.of(even.add(odd));
  }

  /** The weights of the codes from {@code at + part · LANES} on; {@code part} is a constant. */
  private FloatVector weights(long at, int part, FloatVector scale, FloatVector bias) {
    long from = PARTS == 1 ? at + (long) part * LANES : at;
    ByteVector stored =
        ByteVector.fromMemorySegment(NARROW_BYTES, matrix.codes(), from, ByteOrder.LITTLE_ENDIAN);
    int origin = PARTS == 1 ? 0 : part;
    IntVector code = (IntVector) stored.convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, origin);
    return ((FloatVector) code.convertShape(VectorOperators.I2F, FLOATS, 0)).fma(scale, bias);
  }

  private static FloatVector load(float[] x, int at) {
    return FloatVector.fromArray(FLOATS, x, at);
  }
}
