package org.llamajvm.engine.kernel.vector.matmul;

import static org.llamajvm.engine.kernel.vector.lanes.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.llamajvm.engine.kernel.Product;
import org.llamajvm.engine.parallel.Scratch;

/**
 * Two vectors of rows of float32 weights times many tokens. The tile is transposed, so that the
 * lanes of a sum are rows: a weight vector meets one value of each of {@value #TOKENS} tokens. The
 * terms of a sum are added in the order of the columns.
 */
final class TransposedTile {

  /** Rows of a tile. */
  static final int ROWS = 2 * LANES;

  /** Tokens that the innermost loop takes at once: as many as there are registers for sums. */
  private static final int TOKENS = 6;

  /** Columns of a tile, which stays in the nearest caches. */
  private static final int COLS = 256;

  private final RowDecoder decoder;
  private final int cols;
  private final float[] rows; // (ROWS, cols)
  private final float[] tile; // (COLS, ROWS)
  private final float[] sums; // (panels, TOKENS, ROWS)

  TransposedTile(RowDecoder decoder, int cols, int tokens, Scratch scratch) {
    this.decoder = decoder;
    this.cols = cols;
    rows = scratch.floats(ROWS * cols);
    tile = scratch.moreFloats(COLS * ROWS);
    sums = scratch.evenMoreFloats(Math.ceilDiv(tokens, TOKENS) * TOKENS * ROWS);
  }

  /** Multiplies some rows, at most {@link #ROWS}, by the tokens of the prompt. */
  void multiply(Product product, int firstRow, int count) {
    decoder.decode(firstRow, firstRow + count, rows, 0);
    int first = product.generated();
    int tokens = product.prompt();
    Arrays.fill(sums, 0, Math.ceilDiv(tokens, TOKENS) * TOKENS * ROWS, 0);
    float[] x = product.values();
    int last = (first + tokens - 1) * cols;
    for (int from = 0; from < cols; from += COLS) {
      int length = Math.min(COLS, cols - from);
      transpose(from, length, count);
      for (int token = 0; token < tokens; token += TOKENS) {
        multiplyPanel(length, x, (first + token) * cols + from, last + from, token * ROWS);
      }
    }
    for (int token = 0; token < tokens; token++) {
      int target = product.outIndex(first + token, firstRow);
      System.arraycopy(sums, token * ROWS, product.out(), target, count);
    }
  }

  private void transpose(int from, int length, int count) {
    for (int r = 0; r < count; r++) {
      int source = r * cols + from;
      for (int k = 0; k < length; k++) {
        tile[k * ROWS + r] = rows[source + k];
      }
    }
  }

  /**
   * Adds a chunk of columns to the sums of a panel.
   *
   * @param x0 where the chunk of the panel's first token is in {@code x}
   * @param last where that of the last token is: it stands in for those after it
   */
  private void multiplyPanel(int length, float[] x, int x0, int last, int at) {
    int x1 = Math.min(x0 + cols, last);
    int x2 = Math.min(x1 + cols, last);
    int x3 = Math.min(x2 + cols, last);
    int x4 = Math.min(x3 + cols, last);
    int x5 = Math.min(x4 + cols, last);
    FloatVector a0 = FloatVector.fromArray(FLOATS, sums, at);
    FloatVector b0 = FloatVector.fromArray(FLOATS, sums, at + LANES);
    FloatVector a1 = FloatVector.fromArray(FLOATS, sums, at + ROWS);
    FloatVector b1 = FloatVector.fromArray(FLOATS, sums, at + ROWS + LANES);
    FloatVector a2 = FloatVector.fromArray(FLOATS, sums, at + 2 * ROWS);
    FloatVector b2 = FloatVector.fromArray(FLOATS, sums, at + 2 * ROWS + LANES);
    FloatVector a3 = FloatVector.fromArray(FLOATS, sums, at + 3 * ROWS);
    FloatVector b3 = FloatVector.fromArray(FLOATS, sums, at + 3 * ROWS + LANES);
    FloatVector a4 = FloatVector.fromArray(FLOATS, sums, at + 4 * ROWS);
    FloatVector b4 = FloatVector.fromArray(FLOATS, sums, at + 4 * ROWS + LANES);
    FloatVector a5 = FloatVector.fromArray(FLOATS, sums, at + 5 * ROWS);
    FloatVector b5 = FloatVector.fromArray(FLOATS, sums, at + 5 * ROWS + LANES);
    for (int k = 0; k < length; k++) {
      FloatVector a = FloatVector.fromArray(FLOATS, tile, k * ROWS);
      FloatVector b = FloatVector.fromArray(FLOATS, tile, k * ROWS + LANES);
      FloatVector v = FloatVector.broadcast(FLOATS, x[x0 + k]);
      a0 = a.fma(v, a0);
      b0 = b.fma(v, b0);
      v = FloatVector.broadcast(FLOATS, x[x1 + k]);
      a1 = a.fma(v, a1);
      b1 = b.fma(v, b1);
      v = FloatVector.broadcast(FLOATS, x[x2 + k]);
      a2 = a.fma(v, a2);
      b2 = b.fma(v, b2);
      v = FloatVector.broadcast(FLOATS, x[x3 + k]);
      a3 = a.fma(v, a3);
      b3 = b.fma(v, b3);
      v = FloatVector.broadcast(FLOATS, x[x4 + k]);
      a4 = a.fma(v, a4);
      b4 = b.fma(v, b4);
      v = FloatVector.broadcast(FLOATS, x[x5 + k]);
      a5 = a.fma(v, a5);
      b5 = b.fma(v, b5);
    }
    a0.intoArray(sums, at);
    b0.intoArray(sums, at + LANES);
    a1.intoArray(sums, at + ROWS);
    b1.intoArray(sums, at + ROWS + LANES);
    a2.intoArray(sums, at + 2 * ROWS);
    b2.intoArray(sums, at + 2 * ROWS + LANES);
    a3.intoArray(sums, at + 3 * ROWS);
    b3.intoArray(sums, at + 3 * ROWS + LANES);
    a4.intoArray(sums, at + 4 * ROWS);
    b4.intoArray(sums, at + 4 * ROWS + LANES);
    a5.intoArray(sums, at + 5 * ROWS);
    b5.intoArray(sums, at + 5 * ROWS + LANES);
  }
}
