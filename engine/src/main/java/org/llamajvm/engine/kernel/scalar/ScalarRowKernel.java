package org.llamajvm.engine.kernel.scalar;

import org.llamajvm.engine.kernel.ActivationForm;
import org.llamajvm.engine.kernel.Activations;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.Matrix;

/** The product with a matrix of any kind: decode a row, multiply it by every token. */
record ScalarRowKernel(Matrix matrix) implements MatrixKernel {

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
    float[] weights = scratch.floats(cols());
    for (int row = fromRow; row < toRow; row++) {
      MatrixRows.decode(matrix, row, weights, 0);
      for (int token = fromToken; token < toToken; token++) {
        out[outOffset + token * outStride + row] =
            dot(weights, in.values(), token * cols(), cols());
      }
    }
  }

  private static float dot(float[] weights, float[] x, int offset, int length) {
    float sum = 0;
    for (int k = 0; k < length; k++) {
      sum += weights[k] * x[offset + k];
    }
    return sum;
  }
}
