package org.llamajvm.engine.kernel.vector.matmul;

import static org.llamajvm.engine.kernel.vector.lanes.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;

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
    for (int k = 0; perWord > 1 && k < columns; k += 2 * LANES) {
      separate(x, from + k, LANES, out, to + k, LANES);
    }
    for (int k = 0; perWord == 4 && k < columns; k += 4 * LANES) {
      for (int at = to + k; at < to + k + 2 * LANES; at += LANES) {
        separate(out, at, 2 * LANES, out, at, 2 * LANES);
      }
    }
  }

  /**
   * Separates every other value from those between, of two vectors.
   *
   * @param next from the first vector to the second
   * @param odd from where the first of each two values go to where the second ones go
   */
  private static void separate(float[] x, int from, int next, float[] out, int to, int odd) {
    FloatVector a = FloatVector.fromArray(FLOATS, x, from);
    FloatVector b = FloatVector.fromArray(FLOATS, x, from + next);
    a.rearrange(EVEN, b).intoArray(out, to);
    a.rearrange(ODD, b).intoArray(out, to + odd);
  }
}
