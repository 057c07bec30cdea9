package org.llamajvm.engine.kernel.vector.matmul;

import static org.llamajvm.engine.kernel.vector.lanes.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;

import jdk.incubator.vector.FloatVector;
import org.llamajvm.engine.kernel.vector.lanes.LaneSum;

/** A row of float32 weights times a token. */
final class FloatRow {

  private FloatRow() {}

  /** {@code Σ_k w[k] · x[xOffset + k]} over {@code cols} columns. */
  static float dot(float[] w, float[] x, int xOffset, int cols) {
    FloatVector sums = FloatVector.zero(FLOATS);
    int end = cols / LANES * LANES;
    int k = 0;
    while (k != end) {
      FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + k);
      sums = FloatVector.fromArray(FLOATS, w, k).fma(v, sums);
      k += LANES;
    }
    float sum = LaneSum.of(sums);
    for (; k < cols; k++) {
      sum = Math.fma(w[k], x[xOffset + k], sum);
    }
    return sum;
  }
}
