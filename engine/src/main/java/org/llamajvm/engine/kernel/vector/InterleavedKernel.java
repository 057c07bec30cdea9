package org.llamajvm.engine.kernel.vector;

import static org.llamajvm.engine.kernel.Activations.PANEL;
import static org.llamajvm.engine.kernel.vector.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.Width.INTS;
import static org.llamajvm.engine.kernel.vector.Width.LANES;
import static org.llamajvm.engine.kernel.vector.Width.SHORTS;
import static org.llamajvm.engine.tensor.InterleavedMatrix.BLOCK_ROWS;
import static org.llamajvm.engine.tensor.InterleavedMatrix.LINE_BYTES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import org.llamajvm.engine.kernel.ActivationForm;
import org.llamajvm.engine.kernel.Activations;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.InterleavedMatrix;

/**
 * The product of interleaved 4-bit weights with 8-bit activations: a lane is a row. The two halves
 * of a lane each hold four codes, and a shift by {@code 4 p} bits brings code {@code p} to the
 * bottom. The codes above it stay where they are: what they add to a 16-bit product is taken off
 * again by the activations (see {@link Activations}), so no mask is needed. The 16-bit sums of a
 * group are exact, and the rest is as in the scalar kernel, to the bit.
 */
final class InterleavedKernel implements MatrixKernel {

  private static final FloatVector EIGHT = FloatVector.broadcast(FLOATS, 8f);

  /** With fewer tokens, unpacking a tile costs about as much as it saves. */
  private static final int TILE_TOKENS = 17;

  private final InterleavedMatrix matrix;
  private final int xGroupBytes;
  private final ScaleDecoder decoder;

  InterleavedKernel(InterleavedMatrix matrix) {
    this.matrix = matrix;
    xGroupBytes = form().groupSize() / 8 * LINE_BYTES;
    decoder = ScaleDecoder.of(matrix.scaleType());
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
    if (toToken - fromToken >= TILE_TOKENS) {
      new InterleavedTile(matrix, in, decoder, scratch)
          .multiply(fromToken, toToken, fromRow, toRow, out, outOffset, outStride);
      return;
    }
    float[] sums = scratch.floats(BLOCK_ROWS);
    for (int row = fromRow; row < toRow; row += BLOCK_ROWS) {
      long block = row / BLOCK_ROWS * matrix.blockBytes();
      int rows = Math.min(BLOCK_ROWS, toRow - row);
      for (int token = fromToken; token < toToken; token++) {
        for (int lane = 0; lane < BLOCK_ROWS; lane += LANES) {
          product(block + 4L * lane, in, token, sums, lane);
        }
        System.arraycopy(sums, 0, out, outOffset + token * outStride + row, rows);
      }
    }
  }

  /** The product of one token with the rows of a block that a vector has lanes for. */
  private void product(long start, Activations in, int token, float[] sums, int lane) {
    MemorySegment data = matrix.data();
    int[] pairs = in.differences();
    int[] starts = in.starts();
    int groupBytes = matrix.groupSize() / 8 * LINE_BYTES;
    int pair = token * in.cols() / 2;
    int xStart = in.startIndex(token, 0);
    int xGroup = token * in.groups();
    float factor = decoder.factor();
    long at = start;
    long floats = at + groupBytes;
    FloatVector sum = FloatVector.zero(FLOATS);
    for (int end = xGroup + in.groups(); xGroup < end; xGroup++) {
      ShortVector products = broadcast(starts[xStart]);
      long nextGroup = at + xGroupBytes;
      while (at != nextGroup) {
        ShortVector codes =
            ShortVector.fromMemorySegment(SHORTS, data, at, ByteOrder.LITTLE_ENDIAN);
        products = products.add(codes.mul(broadcast(pairs[pair])));
        products = products.add(plane(codes, 4).mul(broadcast(pairs[pair + 1])));
        products = products.add(plane(codes, 8).mul(broadcast(pairs[pair + 2])));
        products = products.add(plane(codes, 12).mul(broadcast(pairs[pair + 3])));
        pair += 4;
        at += LINE_BYTES;
      }
      float xScale = in.scales()[xGroup] * factor;
      float xSum = in.sums()[xGroup] * factor;
      sum = addGroup(sum, products, data, floats, xScale, xSum);
      xStart += PANEL;
      if (at == floats) {
        at += LINE_BYTES;
        floats = at + groupBytes;
      }
    }
    sum.mul(decoder.rest()).intoArray(sums, lane);
  }

  private FloatVector addGroup(
      FloatVector sum,
      ShortVector products,
      MemorySegment data,
      long at,
      float xScale,
      float xSum) {
    IntVector halves = products.reinterpretAsInts();
    IntVector low = halves.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16);
    IntVector integers = low.add(halves.lanewise(VectorOperators.ASHR, 16));
    FloatVector exact = (FloatVector) integers.convertShape(VectorOperators.I2F, FLOATS, 0);
    IntVector floats = IntVector.fromMemorySegment(INTS, data, at, ByteOrder.LITTLE_ENDIAN);
    FloatVector scale = decoder.low(floats);
    FloatVector centre = scale.fma(EIGHT, decoder.high(floats));
    FloatVector withProducts = exact.fma(scale.mul(xScale), sum);
    return centre.fma(FloatVector.broadcast(FLOATS, xSum), withProducts);
  }

  private static ShortVector plane(ShortVector codes, int shift) {
    return codes.lanewise(VectorOperators.LSHR, shift);
  }

  private static ShortVector broadcast(int pair) {
    return IntVector.broadcast(INTS, pair).reinterpretAsShorts();
  }
}
