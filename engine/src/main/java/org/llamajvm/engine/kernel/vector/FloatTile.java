package org.llamajvm.engine.kernel.vector;

import static org.llamajvm.engine.kernel.vector.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.Width.LANES;

import jdk.incubator.vector.FloatVector;

/** A few rows of float32 weights times tokens. */
final class FloatTile {

  /** Rows of a tile. */
  static final int ROWS = 4;

  /** Tokens that the innermost loop takes at once. */
  static final int TOKENS = 2;

  private FloatTile() {}

  /**
   * {@code out[outOffset + t * outStride + r] = Σ_k tile[r, k] · x[t, k]}.
   *
   * @param tile weights, (rows, cols)
   * @param rows at most {@link #ROWS}
   * @param cols length of the sums
   * @param x activations, (tokens, cols) from {@code xOffset} on
   */
  static void multiply(
      float[] tile,
      int rows,
      int cols,
      float[] x,
      int xOffset,
      int tokens,
      float[] out,
      int outOffset,
      int outStride) {
    int token = 0;
    if (rows == ROWS) {
      for (; token <= tokens - TOKENS; token += TOKENS) {
        int at = outOffset + token * outStride;
        fourByTwo(tile, cols, x, xOffset + token * cols, out, at, outStride);
      }
      for (; token < tokens; token++) {
        fourByOne(tile, cols, x, xOffset + token * cols, out, outOffset + token * outStride);
      }
    }
    for (; token < tokens; token++) {
      for (int row = 0; row < rows; row++) {
        out[outOffset + token * outStride + row] =
            dot(tile, row * cols, x, xOffset + token * cols, cols);
      }
    }
  }

  private static void fourByTwo(
      float[] tile, int cols, float[] x, int x0, float[] out, int at, int outStride) {
    int x1 = x0 + cols;
    FloatVector sum00 = FloatVector.zero(FLOATS);
    FloatVector sum01 = FloatVector.zero(FLOATS);
    FloatVector sum10 = FloatVector.zero(FLOATS);
    FloatVector sum11 = FloatVector.zero(FLOATS);
    FloatVector sum20 = FloatVector.zero(FLOATS);
    FloatVector sum21 = FloatVector.zero(FLOATS);
    FloatVector sum30 = FloatVector.zero(FLOATS);
    FloatVector sum31 = FloatVector.zero(FLOATS);
    int bound = cols / LANES * LANES;
    for (int k = 0; k < bound; k += LANES) {
      FloatVector a = FloatVector.fromArray(FLOATS, x, x0 + k);
      FloatVector b = FloatVector.fromArray(FLOATS, x, x1 + k);
      FloatVector w = FloatVector.fromArray(FLOATS, tile, k);
      sum00 = w.fma(a, sum00);
      sum01 = w.fma(b, sum01);
      w = FloatVector.fromArray(FLOATS, tile, cols + k);
      sum10 = w.fma(a, sum10);
      sum11 = w.fma(b, sum11);
      w = FloatVector.fromArray(FLOATS, tile, 2 * cols + k);
      sum20 = w.fma(a, sum20);
      sum21 = w.fma(b, sum21);
      w = FloatVector.fromArray(FLOATS, tile, 3 * cols + k);
      sum30 = w.fma(a, sum30);
      sum31 = w.fma(b, sum31);
    }
    int next = at + outStride;
    out[at] = finish(sum00, tile, 0, x, x0, bound, cols);
    out[at + 1] = finish(sum10, tile, cols, x, x0, bound, cols);
    out[at + 2] = finish(sum20, tile, 2 * cols, x, x0, bound, cols);
    out[at + 3] = finish(sum30, tile, 3 * cols, x, x0, bound, cols);
    out[next] = finish(sum01, tile, 0, x, x1, bound, cols);
    out[next + 1] = finish(sum11, tile, cols, x, x1, bound, cols);
    out[next + 2] = finish(sum21, tile, 2 * cols, x, x1, bound, cols);
    out[next + 3] = finish(sum31, tile, 3 * cols, x, x1, bound, cols);
  }

  private static void fourByOne(float[] tile, int cols, float[] x, int x0, float[] out, int at) {
    FloatVector sum0 = FloatVector.zero(FLOATS);
    FloatVector sum1 = FloatVector.zero(FLOATS);
    FloatVector sum2 = FloatVector.zero(FLOATS);
    FloatVector sum3 = FloatVector.zero(FLOATS);
    int bound = cols / LANES * LANES;
    for (int k = 0; k < bound; k += LANES) {
      FloatVector a = FloatVector.fromArray(FLOATS, x, x0 + k);
      sum0 = FloatVector.fromArray(FLOATS, tile, k).fma(a, sum0);
      sum1 = FloatVector.fromArray(FLOATS, tile, cols + k).fma(a, sum1);
      sum2 = FloatVector.fromArray(FLOATS, tile, 2 * cols + k).fma(a, sum2);
      sum3 = FloatVector.fromArray(FLOATS, tile, 3 * cols + k).fma(a, sum3);
    }
    out[at] = finish(sum0, tile, 0, x, x0, bound, cols);
    out[at + 1] = finish(sum1, tile, cols, x, x0, bound, cols);
    out[at + 2] = finish(sum2, tile, 2 * cols, x, x0, bound, cols);
    out[at + 3] = finish(sum3, tile, 3 * cols, x, x0, bound, cols);
  }

  private static float dot(float[] w, int w0, float[] x, int x0, int cols) {
    FloatVector sum = FloatVector.zero(FLOATS);
    int bound = cols / LANES * LANES;
    for (int k = 0; k < bound; k += LANES) {
      FloatVector a = FloatVector.fromArray(FLOATS, x, x0 + k);
      sum = FloatVector.fromArray(FLOATS, w, w0 + k).fma(a, sum);
    }
    return finish(sum, w, w0, x, x0, bound, cols);
  }

  /** The sum of the lanes, and of the columns that no vector was full of. */
  private static float finish(
      FloatVector sums, float[] w, int w0, float[] x, int x0, int from, int cols) {
    float sum = LaneSum.of(sums);
    for (int k = from; k < cols; k++) {
      sum = Math.fma(w[w0 + k], x[x0 + k], sum);
    }
    return sum;
  }
}
