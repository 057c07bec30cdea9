package org.llamajvm.engine.kernel.vector;

import static org.llamajvm.engine.kernel.vector.Width.LANES;

import org.llamajvm.engine.kernel.ActivationForm;
import org.llamajvm.engine.kernel.Activations;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.Matrix;

/**
 * The product in float32 with a matrix of any kind: for a few tokens with the rows as they are
 * stored, or decoded one by one where that is not possible, for many with a tile of decoded rows.
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
    if (toToken - fromToken >= ENOUGH_TOKENS) {
      multiplyTiles(in, fromToken, toToken, fromRow, toRow, out, outOffset, outStride, scratch);
    } else if (decoder instanceof RowProduct product) {
      multiplyStored(
          product, in, fromToken, toToken, fromRow, toRow, out, outOffset, outStride, scratch);
    } else {
      multiplyDecoded(in, fromToken, toToken, fromRow, toRow, out, outOffset, outStride, scratch);
    }
  }

  private void multiplyTiles(
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
    TransposedTile tile = new TransposedTile(decoder, cols, tokens, scratch);
    for (int row = fromRow; row < toRow; row += TransposedTile.ROWS) {
      int rows = Math.min(TransposedTile.ROWS, toRow - row);
      int at = outOffset + fromToken * outStride + row;
      tile.multiply(row, rows, in.values(), fromToken * cols, tokens, out, at, outStride);
    }
  }

  private void multiplyStored(
      RowProduct product,
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
    float[] x = in.values();
    int perWord = product.columnsPerWord();
    float[] planes = scratch.floats(tokens * cols);
    for (int token = 0; token < tokens; token++) {
      Planes.arrange(x, (fromToken + token) * cols, cols, perWord, planes, token * cols);
    }
    int rows = Math.ceilDiv(toRow - fromRow, RowProduct.ROWS) * RowProduct.ROWS;
    float[] sums = scratch.moreFloats(tokens * rows * LANES);
    product.multiply(fromRow, toRow, planes, tokens, sums, scratch);
    int arranged = Planes.columns(cols, perWord);
    for (int token = fromToken; token < toToken; token++) {
      int first = (token - fromToken) * rows * LANES;
      int target = outOffset + token * outStride;
      LaneSum.of(sums, first, toRow - fromRow, out, target + fromRow);
      for (int row = fromRow; row < toRow; row++) {
        for (int k = arranged; k < cols; k++) {
          out[target + row] =
              Math.fma(product.weight(row, k), x[token * cols + k], out[target + row]);
        }
      }
    }
  }

  private void multiplyDecoded(
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
      decoder.decode(row, decoded, 0);
      for (int token = fromToken; token < toToken; token++) {
        out[outOffset + token * outStride + row] =
            FloatRow.dot(decoded, in.values(), token * cols, cols);
      }
    }
  }
}
