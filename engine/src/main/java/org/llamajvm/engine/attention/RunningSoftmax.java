package org.llamajvm.engine.attention;

import java.util.Arrays;
import org.llamajvm.engine.kernel.Kernels;

/**
 * Softmax over scores that come one piece after the other, and the sums that it weighs (online
 * softmax, Milakov and Gimelshein, 2018). The state of a tile of rows is, one after the other, the
 * sums (rows, width) of values times exponentials, the maxima (rows) of the scores so far, and the
 * totals (rows) of the exponentials. When a row's maximum rises, what it has summed so far is
 * scaled down. States of different pieces can be merged.
 *
 * @param kernels the arithmetic
 * @param width floats of a row of sums
 */
record RunningSoftmax(Kernels kernels, int width) {

  /** Floats of a state. */
  int size(int rows) {
    return rows * (width + 2);
  }

  /** Starts with no scores. */
  void clear(float[] state, int at, int rows) {
    int maxima = at + rows * width;
    Arrays.fill(state, at, maxima, 0);
    Arrays.fill(state, maxima, maxima + rows, Float.NEGATIVE_INFINITY);
    Arrays.fill(state, maxima + rows, at + size(rows), 0);
  }

  /**
   * Turns further scores of a row into exponentials, times a factor. The products of the
   * exponentials with values are to be added to the row's sums.
   */
  void exponentials(
      float[] scores,
      int offset,
      int length,
      float factor,
      float[] state,
      int at,
      int rows,
      int row) {
    int maxima = at + rows * width;
    raise(state, at, rows, row, kernels.maximum(scores, offset, length));
    float maximum = state[maxima + row];
    state[maxima + rows + row] += kernels.exponentials(scores, offset, length, maximum, factor);
  }

  /** Adds another state, which is lost. */
  void merge(float[] state, int at, int other, int rows) {
    int maxima = rows * width;
    for (int row = 0; row < rows; row++) {
      raise(state, at, rows, row, state[other + maxima + row]);
      raise(state, other, rows, row, state[at + maxima + row]);
      kernels.add(state, at + row * width, state, other + row * width, width);
      state[at + maxima + rows + row] += state[other + maxima + rows + row];
    }
  }

  /** Lets a row's maximum be at least {@code maximum}. */
  private void raise(float[] state, int at, int rows, int row, float maximum) {
    int maxima = at + rows * width;
    float before = state[maxima + row];
    if (maximum > before) {
      float shrink = (float) Math.exp(before - maximum);
      kernels.scale(state, at + row * width, width, shrink);
      state[maxima + rows + row] *= shrink;
      state[maxima + row] = maximum;
    }
  }

  /** Adds a score without a value to a row. */
  void add(float score, float[] state, int at, int rows, int row) {
    int maxima = at + rows * width;
    raise(state, at, rows, row, score);
    state[maxima + rows + row] += (float) Math.exp(score - state[maxima + row]);
  }

  /** Divides every row's sums by its total. */
  void normalize(float[] state, int at, int rows) {
    int totals = at + rows * (width + 1);
    for (int row = 0; row < rows; row++) {
      kernels.scale(state, at + row * width, width, 1 / state[totals + row]);
    }
  }
}
