package org.llamajvm.engine.kernel.scalar;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;
import org.llamajvm.engine.kernel.Int8Codes;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.kernel.MatrixPlan;
import org.llamajvm.engine.kernel.Product;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.InterleavedMatrix;

/**
 * The product of interleaved 4-bit weights with 8-bit inputs. With centred weights {@code q - 8}, a
 * group contributes {@code scale · xScale · Σ (q - 8) x + (bias + 8 scale) · xScale · Σ x}: a sum
 * of integers, exact, and two fused multiply-adds in the order of the groups, so that every set of
 * kernels gives the same bits.
 */
final class ScalarInterleavedKernel implements MatrixKernel {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final InterleavedMatrix matrix;
  private final MatrixPlan plan;

  ScalarInterleavedKernel(InterleavedMatrix matrix) {
    this.matrix = matrix;
    int groupSize = Int8Codes.groupSize(matrix.groupSize());
    plan = ScalarRowKernel.plan(Optional.of(new ScalarInt8Input.Form(groupSize)));
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
    for (int row = fromRow; row < toRow; row++) {
      for (int token = 0; token < product.tokens(); token++) {
        product.out()[product.outIndex(token, row)] = product(in, token, row);
      }
    }
  }

  private float product(ScalarInt8Input in, int token, int row) {
    int lines = matrix.groupSize() / 8;
    int groupBytes = InterleavedMatrix.groupBytes(matrix.groupSize());
    long rowStart =
        row / InterleavedMatrix.BLOCK_ROWS * matrix.blockBytes()
            + 4L * (row % InterleavedMatrix.BLOCK_ROWS);
    float sum = 0;
    for (int xGroup = 0; xGroup < matrix.cols() / in.groupSize(); xGroup++) {
      int column = xGroup * in.groupSize();
      long group = rowStart + (long) (column / matrix.groupSize()) * groupBytes;
      int integers = 0;
      for (int k = column; k < column + in.groupSize(); k++) {
        int line = k % matrix.groupSize() / 8;
        int word = matrix.data().get(INT, group + (long) line * InterleavedMatrix.LINE_BYTES);
        int code = (word >>> (4 * (k % 8))) & 0xF;
        integers += (code - 8) * in.code(token, k);
      }
      int scaleAndBias =
          matrix.data().get(INT, group + (long) lines * InterleavedMatrix.LINE_BYTES);
      float scale = matrix.scaleType().decode(scaleAndBias & 0xFFFF);
      float bias = matrix.scaleType().decode(scaleAndBias >>> 16);
      sum = Math.fma((float) integers, scale * in.scale(token, xGroup), sum);
      sum = Math.fma(Math.fma(8f, scale, bias), in.sum(token, xGroup), sum);
    }
    return sum;
  }
}
