package org.llamajvm.engine.kernel.scalar;

import java.util.Optional;
import org.llamajvm.engine.kernel.InputForm;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.kernel.MatrixPlan;
import org.llamajvm.engine.kernel.Product;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.Matrix;

/** The product with a matrix of any kind: decode a row, multiply it by every token. */
record ScalarRowKernel(Matrix matrix) implements MatrixKernel {

  private static final MatrixPlan PLAN = plan(Optional.empty());

  /** For loops that take one row after another: any cut is as good. */
  static MatrixPlan plan(Optional<InputForm> form) {
    return new MatrixPlan(form, ROW_STEP, 16 * ROW_STEP);
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
    return PLAN;
  }

  @Override
  public void multiply(Product product, int fromRow, int toRow, Scratch scratch) {
    float[] weights = scratch.floats(cols());
    for (int row = fromRow; row < toRow; row++) {
      MatrixRows.decode(matrix, row, weights, 0);
      for (int token = 0; token < product.tokens(); token++) {
        product.out()[product.outIndex(token, row)] =
            dot(weights, product.values(), token * cols(), cols());
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
