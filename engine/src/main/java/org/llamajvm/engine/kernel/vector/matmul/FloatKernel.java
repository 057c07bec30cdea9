package org.llamajvm.engine.kernel.vector.matmul;

import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;

import java.util.Optional;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.kernel.MatrixPlan;
import org.llamajvm.engine.kernel.Product;
import org.llamajvm.engine.kernel.vector.lanes.LaneSum;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.Matrix;

/**
 * The product in float32 with a matrix of any kind: generated tokens with the rows as they are
 * stored, or decoded one by one where that is not possible; tokens of prompts with a tile of
 * decoded rows. These add the terms of a sum in different orders, so which of them a token takes
 * depends on its role alone. In a call with both, the rows are still in the cache for the second.
 */
public final class FloatKernel implements MatrixKernel {

  /** For streams of memory that are as long as may be: longer calls are badly compiled. */
  private static final MatrixPlan LONG = new MatrixPlan(Optional.empty(), 64, 256);

  /** For rows that stay in a cache while many tokens are multiplied. */
  private static final MatrixPlan SHORT = new MatrixPlan(Optional.empty(), 32, 32);

  /** From so many tokens on, more time goes to arithmetic than to memory. */
  private static final int MANY_TOKENS = 17;

  private final Matrix matrix;
  private final RowDecoder decoder;

  /**
   * Binds weights.
   *
   * @param matrix borrowed
   */
  public FloatKernel(Matrix matrix) {
    this.matrix = matrix;
    decoder = RowDecoder.of(matrix);
  }

  @Override
  public int rows() {
    return matrix.rows();
  }

  @Override
  public int cols() {
    return matrix.cols();
  }

  @Override
  public MatrixPlan plan(int generated, int prompt) {
    boolean both = generated > 0 && prompt > 0;
    return both || generated + prompt >= MANY_TOKENS ? SHORT : LONG;
  }

  @Override
  public void multiply(Product product, int fromRow, int toRow, Scratch scratch) {
    if (product.generated() > 0) {
      if (decoder instanceof RowProduct rows) {
        multiplyStored(rows, product, fromRow, toRow, scratch);
      } else {
        multiplyDecoded(product, fromRow, toRow, scratch);
      }
    }
    if (product.prompt() > 0) {
      multiplyTiles(product, fromRow, toRow, scratch);
    }
  }

  private void multiplyStored(
      RowProduct stored, Product product, int fromRow, int toRow, Scratch scratch) {
    int cols = cols();
    int tokens = product.generated();
    float[] x = product.values();
    float[] out = product.out();
    int perWord = stored.columnsPerWord();
    float[] planes = scratch.floats(tokens * cols);
    for (int token = 0; token < tokens; token++) {
      Planes.arrange(x, token * cols, cols, perWord, planes, token * cols);
    }
    int rows = Math.ceilDiv(toRow - fromRow, RowProduct.ROWS) * RowProduct.ROWS;
    float[] sums = scratch.moreFloats(tokens * rows * LANES);
    stored.multiply(fromRow, toRow, planes, tokens, sums, scratch);
    int arranged = Planes.columns(cols, perWord);
    for (int token = 0; token < tokens; token++) {
      int target = product.outIndex(token, 0);
      LaneSum.of(sums, token * rows * LANES, toRow - fromRow, out, target + fromRow);
      for (int row = fromRow; row < toRow; row++) {
        for (int k = arranged; k < cols; k++) {
          out[target + row] =
              Math.fma(stored.weight(row, k), x[token * cols + k], out[target + row]);
        }
      }
    }
  }

  private void multiplyDecoded(Product product, int fromRow, int toRow, Scratch scratch) {
    int cols = cols();
    float[] decoded = scratch.floats(cols);
    for (int row = fromRow; row < toRow; row++) {
      decoder.decode(row, decoded, 0);
      for (int token = 0; token < product.generated(); token++) {
        product.out()[product.outIndex(token, row)] =
            FloatRow.dot(decoded, product.values(), token * cols, cols);
      }
    }
  }

  private void multiplyTiles(Product product, int fromRow, int toRow, Scratch scratch) {
    TransposedTile tile = new TransposedTile(decoder, cols(), product.prompt(), scratch);
    for (int row = fromRow; row < toRow; row += TransposedTile.ROWS) {
      tile.multiply(product, row, Math.min(TransposedTile.ROWS, toRow - row));
    }
  }
}
