package org.llamajvm.engine.kernel.scalar;

import java.util.Optional;
import org.llamajvm.engine.kernel.Int8Groups;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.kernel.MatrixPlan;
import org.llamajvm.engine.kernel.Product;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.InterleavedMatrix;

/**
 * The product of interleaved weights with 8-bit inputs. With weights {@code q - c} around their
 * centre, a group contributes {@code scale · xScale · Σ (q - c) x + (bias + c · scale) · xScale · Σ
 * x}: a sum of integers, exact, and two fused multiply-adds in the order of the groups, so that
 * every set of kernels gives the same bits.
 */
final class ScalarInterleavedKernel implements MatrixKernel {

  private final InterleavedMatrix matrix;
  private final Int8Groups groups;
  private final MatrixPlan plan;

  ScalarInterleavedKernel(InterleavedMatrix matrix) {
    this.matrix = matrix;
    groups = Int8Groups.of(matrix);
    plan = ScalarRowKernel.plan(Optional.of(new ScalarInt8Input.Form(groups)));
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
    return plan;
  }

  @Override
  public void multiply(Product product, int fromRow, int toRow, Scratch scratch) {
    ScalarInt8Input in = (ScalarInt8Input) product.input();
    int groupSize = matrix.format().groupSize();
    byte[] codes = new byte[groupSize];
    for (int row = fromRow; row < toRow; row++) {
      InterleavedGroups weights = InterleavedGroups.of(matrix, row);
      for (int token = 0; token < product.tokens(); token++) {
        float sum = 0;
        for (int group = 0; group < matrix.cols() / groupSize; group++) {
          weights.codes(group, codes);
          sum = add(weights, group, codes, in, token, sum);
        }
        product.out()[product.outIndex(token, row)] = sum;
      }
    }
  }

  /** Adds the products of a group of weights to a sum. */
  private float add(
      InterleavedGroups weights, int group, byte[] codes, ScalarInt8Input in, int token, float to) {
    float centre = matrix.format().packing().centre();
    int first = group * codes.length;
    float sum = to;
    for (int from = 0; from < codes.length; from += groups.columns()) {
      int integers = 0;
      for (int k = from; k < from + groups.columns(); k++) {
        integers += (codes[k] - (int) centre) * in.code(token, first + k);
      }
      int xGroup = (first + from) / groups.columns();
      float scale = weights.scale(group, from);
      float bias = weights.bias(group, from);
      sum = Math.fma((float) integers, scale * in.scale(token, xGroup), sum);
      sum = Math.fma(Math.fma(centre, scale, bias), in.sum(token, xGroup), sum);
    }
    return sum;
  }
}
