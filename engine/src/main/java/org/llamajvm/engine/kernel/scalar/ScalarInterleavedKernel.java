package org.llamajvm.engine.kernel.scalar;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.llamajvm.engine.kernel.ActivationForm;
import org.llamajvm.engine.kernel.Activations;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.InterleavedMatrix;

/**
 * The product of interleaved 4-bit weights with 8-bit activations. With centred weights {@code q -
 * 8}, a group contributes {@code scale · xScale · Σ (q - 8) x + (bias + 8 scale) · xScale · Σ x}: a
 * sum of integers, exact, and two fused multiply-adds in the order of the groups, so that every set
 * of kernels gives the same bits.
 */
record ScalarInterleavedKernel(InterleavedMatrix matrix) implements MatrixKernel {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

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
    return ActivationForm.integersFor(matrix.groupSize());
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
    for (int row = fromRow; row < toRow; row++) {
      for (int token = fromToken; token < toToken; token++) {
        out[outOffset + token * outStride + row] = product(in, token, row);
      }
    }
  }

  private float product(Activations in, int token, int row) {
    int lines = matrix.groupSize() / 8;
    int groupBytes = InterleavedMatrix.groupBytes(matrix.groupSize());
    long rowStart =
        row / InterleavedMatrix.BLOCK_ROWS * matrix.blockBytes()
            + 4L * (row % InterleavedMatrix.BLOCK_ROWS);
    float sum = 0;
    for (int xGroup = 0; xGroup < in.groups(); xGroup++) {
      int column = xGroup * in.groupSize();
      long group = rowStart + (long) (column / matrix.groupSize()) * groupBytes;
      int integers = 0;
      for (int k = column; k < column + in.groupSize(); k++) {
        int line = k % matrix.groupSize() / 8;
        int word = matrix.data().get(INT, group + (long) line * InterleavedMatrix.LINE_BYTES);
        int code = (word >>> (4 * (k % 8))) & 0xF;
        integers += (code - 8) * code(in, token, k);
      }
      int scaleAndBias =
          matrix.data().get(INT, group + (long) lines * InterleavedMatrix.LINE_BYTES);
      float scale = matrix.scaleType().decode(scaleAndBias & 0xFFFF);
      float bias = matrix.scaleType().decode(scaleAndBias >>> 16);
      int index = token * in.groups() + xGroup;
      sum = Math.fma((float) integers, scale * in.scales()[index], sum);
      sum = Math.fma(Math.fma(8f, scale, bias), in.sums()[index], sum);
    }
    return sum;
  }

  private static int code(Activations in, int token, int column) {
    int pair = in.codes()[in.codeIndex(token, column / 8 * 4 + column % 4)];
    return column % 8 < 4 ? (short) pair : pair >> 16;
  }
}
