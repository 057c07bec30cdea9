package org.llamajvm.engine.kernel.vector;

import org.llamajvm.engine.kernel.ActivationForm;
import org.llamajvm.engine.kernel.Activations;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.Matrix;

/**
 * The product in float32 with a matrix of any kind: row by row for a few tokens, with a tile of
 * decoded rows for many.
 */
final class FloatKernel implements MatrixKernel {

  /** As many tokens as make it worth to transpose a tile. */
  private static final int ENOUGH_TOKENS = 8;

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
    int tokens = toToken - fromToken;
    if (tokens < ENOUGH_TOKENS) {
      multiplyRows(in, fromToken, toToken, fromRow, toRow, out, outOffset, outStride, scratch);
      return;
    }
    TransposedTile tile = new TransposedTile(decoder, cols, tokens, scratch);
    for (int row = fromRow; row < toRow; row += TransposedTile.ROWS) {
      int rows = Math.min(TransposedTile.ROWS, toRow - row);
      int at = outOffset + fromToken * outStride + row;
      tile.multiply(row, rows, in.values(), fromToken * cols, tokens, out, at, outStride);
    }
  }

  private void multiplyRows(
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
    float[] decoded = scratch.floats(cols);
    for (int row = fromRow; row < toRow; row++) {
      if (!(decoder instanceof RowProduct)) {
        decoder.decode(row, decoded, 0);
      }
      for (int token = fromToken; token < toToken; token++) {
        out[outOffset + token * outStride + row] =
            decoder instanceof RowProduct product
                ? product.dot(row, in.values(), token * cols)
                : FloatRow.dot(decoded, in.values(), token * cols, cols);
      }
    }
  }
}
