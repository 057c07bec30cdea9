package org.llamajvm.engine.kernel.vector;

import static org.llamajvm.engine.kernel.vector.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.Width.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * A token's values in the order in which vectors of words that hold several columns each meet them:
 * after a shift, the lanes of such a vector are not neighbours, but the first columns of all words,
 * then the second columns, and so on. To turn around the values once is less work than to turn
 * around the weights.
 */
final class Planes {

  private static final VectorShuffle<Float> EVEN = VectorShuffle.iota(FLOATS, 0, 2, false);
  private static final VectorShuffle<Float> ODD = VectorShuffle.iota(FLOATS, 1, 2, false);

  private Planes() {}

  /** How many of the columns are in planes: those of whole vectors of words. */
  static int columns(int cols, int perWord) {
    return cols / (perWord * LANES) * (perWord * LANES);
  }

  /**
   * Arranges one token.
   *
   * @param x (cols) values from {@code from} on
   * @param perWord columns in a word: 1, 2 or 4
   * @param out gets (vectors, perWord, LANES) values from {@code to} on
   */
  static void arrange(float[] x, int from, int cols, int perWord, float[] out, int to) {
    int columns = columns(cols, perWord);
    if (perWord == 1) {
      System.arraycopy(x, from, out, to, columns);
    }
    for (int k = 0; perWord == 2 && k < columns; k += 2 * LANES) {
      arrangeTwo(x, from + k, out, to + k);
    }
    for (int k = 0; perWord == 4 && k < columns; k += 4 * LANES) {
      arrangeFour(x, from + k, out, to + k);
    }
  }

  private static void arrangeTwo(float[] x, int from, float[] out, int to) {
    FloatVector a = FloatVector.fromArray(FLOATS, x, from);
    FloatVector b = FloatVector.fromArray(FLOATS, x, from + LANES);
    a.rearrange(EVEN, b).intoArray(out, to);
    a.rearrange(ODD, b).intoArray(out, to + LANES);
  }

  private static void arrangeFour(float[] x, int from, float[] out, int to) {
    FloatVector a = FloatVector.fromArray(FLOATS, x, from);
    FloatVector b = FloatVector.fromArray(FLOATS, x, from + LANES);
    FloatVector c = FloatVector.fromArray(FLOATS, x, from + 2 * LANES);
    FloatVector d = FloatVector.fromArray(FLOATS, x, from + 3 * LANES);
    FloatVector even = a.rearrange(EVEN, b);
    FloatVector evenAfter = c.rearrange(EVEN, d);
    FloatVector odd = a.rearrange(ODD, b);
    FloatVector oddAfter = c.rearrange(ODD, d);
    even.rearrange(EVEN, evenAfter).intoArray(out, to);
    odd.rearrange(EVEN, oddAfter).intoArray(out, to + LANES);
    even.rearrange(ODD, evenAfter).intoArray(out, to + 2 * LANES);
    odd.rearrange(ODD, oddAfter).intoArray(out, to + 3 * LANES);
  }
}
