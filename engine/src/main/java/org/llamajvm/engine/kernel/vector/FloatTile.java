package org.llamajvm.engine.kernel.vector;

import static org.llamajvm.engine.kernel.vector.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.Width.LANES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** A few rows of float32 weights times tokens. */
final class FloatTile {

  /** Rows of a tile. */
  static final int ROWS = 4;

  /** Tokens that the innermost loop takes at once: as many as there are registers for sums. */
  static final int TOKENS = LANES > 8 ? 4 : 2;

  /** Columns of a tile that are passed over for all tokens before the next ones. */
  private static final int BLOCK_COLS = 1024;

  private FloatTile() {}

  /**
   * {@code out[outOffset + t * outStride + r] = Σ_k tile[r, k] · x[t, k]}.
   *
   * @param tile weights, (rows, cols)
   * @param rows at most {@link #ROWS}
   * @param cols length of the sums
   * @param x activations, (tokens, cols) from {@code xOffset} on
   * @param sums scratch, at least (tokens, ROWS) vectors
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
      int outStride,
      float[] sums) {
    int token = 0;
    if (rows == ROWS) {
      int whole = tokens / TOKENS * TOKENS;
      multiplyWhole(tile, cols, x, xOffset, whole, sums);
      for (; token < whole; token++) {
        for (int row = 0; row < ROWS; row++) {
          FloatVector lanes = FloatVector.fromArray(FLOATS, sums, (token * ROWS + row) * LANES);
          out[outOffset + token * outStride + row] =
              finish(
                  lanes, tile, row * cols, x, xOffset + token * cols, cols / LANES * LANES, cols);
        }
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

  /**
   * Fills (tokens, ROWS) vectors of sums: a block of columns at a time, so that the tile's part of
   * it stays in the first-level cache for all tokens.
   */
  private static void multiplyWhole(
      float[] tile, int cols, float[] x, int xOffset, int tokens, float[] sums) {
    Arrays.fill(sums, 0, tokens * ROWS * LANES, 0);
    int bound = cols / LANES * LANES;
    for (int from = 0; from < bound; from += BLOCK_COLS) {
      int to = Math.min(from + BLOCK_COLS, bound);
      for (int token = 0; token < tokens; token += TOKENS) {
        int x0 = xOffset + token * cols;
        if (TOKENS == 4) {
          fourByFour(tile, cols, from, to, x, x0, sums, token * ROWS * LANES);
        } else {
          fourByTwo(tile, cols, from, to, x, x0, sums, token * ROWS * LANES);
        }
      }
    }
  }

  private static void fourByFour(
      float[] tile, int cols, int from, int to, float[] x, int x0, float[] sums, int at) {
    FloatVector sum00 = FloatVector.fromArray(FLOATS, sums, at);
    FloatVector sum01 = FloatVector.fromArray(FLOATS, sums, at + LANES);
    FloatVector sum02 = FloatVector.fromArray(FLOATS, sums, at + 2 * LANES);
    FloatVector sum03 = FloatVector.fromArray(FLOATS, sums, at + 3 * LANES);
    FloatVector sum10 = FloatVector.fromArray(FLOATS, sums, at + 4 * LANES);
    FloatVector sum11 = FloatVector.fromArray(FLOATS, sums, at + 5 * LANES);
    FloatVector sum12 = FloatVector.fromArray(FLOATS, sums, at + 6 * LANES);
    FloatVector sum13 = FloatVector.fromArray(FLOATS, sums, at + 7 * LANES);
    FloatVector sum20 = FloatVector.fromArray(FLOATS, sums, at + 8 * LANES);
    FloatVector sum21 = FloatVector.fromArray(FLOATS, sums, at + 9 * LANES);
    FloatVector sum22 = FloatVector.fromArray(FLOATS, sums, at + 10 * LANES);
    FloatVector sum23 = FloatVector.fromArray(FLOATS, sums, at + 11 * LANES);
    FloatVector sum30 = FloatVector.fromArray(FLOATS, sums, at + 12 * LANES);
    FloatVector sum31 = FloatVector.fromArray(FLOATS, sums, at + 13 * LANES);
    FloatVector sum32 = FloatVector.fromArray(FLOATS, sums, at + 14 * LANES);
    FloatVector sum33 = FloatVector.fromArray(FLOATS, sums, at + 15 * LANES);
    int k = from;
    while (k != to) {
      FloatVector w0 = FloatVector.fromArray(FLOATS, tile, k);
      FloatVector w1 = FloatVector.fromArray(FLOATS, tile, cols + k);
      FloatVector w2 = FloatVector.fromArray(FLOATS, tile, 2 * cols + k);
      FloatVector w3 = FloatVector.fromArray(FLOATS, tile, 3 * cols + k);
      FloatVector v = FloatVector.fromArray(FLOATS, x, x0 + k);
      sum00 = w0.fma(v, sum00);
      sum01 = w1.fma(v, sum01);
      sum02 = w2.fma(v, sum02);
      sum03 = w3.fma(v, sum03);
      v = FloatVector.fromArray(FLOATS, x, x0 + cols + k);
      sum10 = w0.fma(v, sum10);
      sum11 = w1.fma(v, sum11);
      sum12 = w2.fma(v, sum12);
      sum13 = w3.fma(v, sum13);
      v = FloatVector.fromArray(FLOATS, x, x0 + 2 * cols + k);
      sum20 = w0.fma(v, sum20);
      sum21 = w1.fma(v, sum21);
      sum22 = w2.fma(v, sum22);
      sum23 = w3.fma(v, sum23);
      v = FloatVector.fromArray(FLOATS, x, x0 + 3 * cols + k);
      sum30 = w0.fma(v, sum30);
      sum31 = w1.fma(v, sum31);
      sum32 = w2.fma(v, sum32);
      sum33 = w3.fma(v, sum33);
      k += LANES;
    }
    sum00.intoArray(sums, at);
    sum01.intoArray(sums, at + LANES);
    sum02.intoArray(sums, at + 2 * LANES);
    sum03.intoArray(sums, at + 3 * LANES);
    sum10.intoArray(sums, at + 4 * LANES);
    sum11.intoArray(sums, at + 5 * LANES);
    sum12.intoArray(sums, at + 6 * LANES);
    sum13.intoArray(sums, at + 7 * LANES);
    sum20.intoArray(sums, at + 8 * LANES);
    sum21.intoArray(sums, at + 9 * LANES);
    sum22.intoArray(sums, at + 10 * LANES);
    sum23.intoArray(sums, at + 11 * LANES);
    sum30.intoArray(sums, at + 12 * LANES);
    sum31.intoArray(sums, at + 13 * LANES);
    sum32.intoArray(sums, at + 14 * LANES);
    sum33.intoArray(sums, at + 15 * LANES);
  }

  private static void fourByTwo(
      float[] tile, int cols, int from, int to, float[] x, int x0, float[] sums, int at) {
    FloatVector sum00 = FloatVector.fromArray(FLOATS, sums, at);
    FloatVector sum01 = FloatVector.fromArray(FLOATS, sums, at + LANES);
    FloatVector sum02 = FloatVector.fromArray(FLOATS, sums, at + 2 * LANES);
    FloatVector sum03 = FloatVector.fromArray(FLOATS, sums, at + 3 * LANES);
    FloatVector sum10 = FloatVector.fromArray(FLOATS, sums, at + 4 * LANES);
    FloatVector sum11 = FloatVector.fromArray(FLOATS, sums, at + 5 * LANES);
    FloatVector sum12 = FloatVector.fromArray(FLOATS, sums, at + 6 * LANES);
    FloatVector sum13 = FloatVector.fromArray(FLOATS, sums, at + 7 * LANES);
    int k = from;
    while (k != to) {
      FloatVector w0 = FloatVector.fromArray(FLOATS, tile, k);
      FloatVector w1 = FloatVector.fromArray(FLOATS, tile, cols + k);
      FloatVector w2 = FloatVector.fromArray(FLOATS, tile, 2 * cols + k);
      FloatVector w3 = FloatVector.fromArray(FLOATS, tile, 3 * cols + k);
      FloatVector v = FloatVector.fromArray(FLOATS, x, x0 + k);
      sum00 = w0.fma(v, sum00);
      sum01 = w1.fma(v, sum01);
      sum02 = w2.fma(v, sum02);
      sum03 = w3.fma(v, sum03);
      v = FloatVector.fromArray(FLOATS, x, x0 + cols + k);
      sum10 = w0.fma(v, sum10);
      sum11 = w1.fma(v, sum11);
      sum12 = w2.fma(v, sum12);
      sum13 = w3.fma(v, sum13);
      k += LANES;
    }
    sum00.intoArray(sums, at);
    sum01.intoArray(sums, at + LANES);
    sum02.intoArray(sums, at + 2 * LANES);
    sum03.intoArray(sums, at + 3 * LANES);
    sum10.intoArray(sums, at + 4 * LANES);
    sum11.intoArray(sums, at + 5 * LANES);
    sum12.intoArray(sums, at + 6 * LANES);
    sum13.intoArray(sums, at + 7 * LANES);
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
