package org.llamajvm.engine.kernel.vector;

import org.llamajvm.engine.kernel.ActivationForm;
import org.llamajvm.engine.kernel.Activations;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.AffineMatrix;

/**
 * The product in float32 with a matrix of 8-bit affine groups: for a single token row by row as it
 * lies, which is less work than decoding it first.
 */
final class Affine8Kernel implements MatrixKernel {

  private final Affine8Rows rows;
  private final FloatKernel batches;

  Affine8Kernel(AffineMatrix matrix) {
    rows = new Affine8Rows(matrix);
    batches = new FloatKernel(matrix);
  }

  @Override
  public int rows() {
    return batches.rows();
  }

  @Override
  public int cols() {
    return batches.cols();
  }

  @Override
  public ActivationForm form() {
    return batches.form();
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
    if (toToken - fromToken > 1) {
      batches.multiply(in, fromToken, toToken, fromRow, toRow, out, outOffset, outStride, scratch);
      return;
    }
    float[] factors = scratch.floats(rows.factors());
    for (int row = fromRow; row < toRow; row++) {
      int at = outOffset + fromToken * outStride + row;
      out[at] = rows.dot(row, in.values(), fromToken * cols(), factors);
    }
  }
}
