package org.llamajvm.engine.kernel.vector;

import org.llamajvm.engine.kernel.ActivationForm;
import org.llamajvm.engine.kernel.Activations;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.Matrix;

/**
 * The product in float32 with a matrix of any kind: a few rows are decoded into a tile, and the
 * tile is multiplied by as many tokens as the second-level cache holds. Every sum runs over the
 * columns in the same order, however many tokens there are.
 */
final class FloatKernel implements MatrixKernel {

  /** Bytes of activations that are passed over again and again. */
  private static final int STRIPE_BYTES = 512 * 1024;

  private static final int LONGEST_STRIPE = 128;

  private final Matrix matrix;
  private final RowDecoder decoder;

  FloatKernel(Matrix matrix) {
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
  public ActivationForm form() {
    return ActivationForm.FLOAT32;
  }

  @Override
  public void multiply(
      Activations in,
      int fromToken,
      int toToken,
      int fromRow,
      int toRow,
      float[] out,
      int outOffset,
      int outStride,
      Scratch scratch) {
    int cols = cols();
    if (toToken - fromToken == 1 && decoder instanceof RowProduct product) {
      for (int row = fromRow; row < toRow; row++) {
        int at = outOffset + fromToken * outStride + row;
        out[at] = product.dot(row, in.values(), fromToken * cols);
      }
      return;
    }
    int stripe = Math.clamp(STRIPE_BYTES / (4 * cols), FloatTile.TOKENS, LONGEST_STRIPE);
    float[] tile = scratch.floats(FloatTile.ROWS * cols);
    float[] sums = scratch.moreFloats(FloatTile.ROWS * LONGEST_STRIPE * Width.LANES);
    for (int token = fromToken; token < toToken; token += stripe) {
      int tokens = Math.min(stripe, toToken - token);
      for (int row = fromRow; row < toRow; row += FloatTile.ROWS) {
        int rows = Math.min(FloatTile.ROWS, toRow - row);
        for (int r = 0; r < rows; r++) {
          decoder.decode(row + r, tile, r * cols);
        }
        int at = outOffset + token * outStride + row;
        FloatTile.multiply(
            tile, rows, cols, in.values(), token * cols, tokens, out, at, outStride, sums);
      }
    }
  }
}
