package org.llamajvm.engine.kernel.vector;

import static org.llamajvm.engine.kernel.vector.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.Width.INTS;
import static org.llamajvm.engine.kernel.vector.Width.LANES;
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
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedMatrix;

/**
 * The product of interleaved 4-bit weights with 8-bit activations: a lane is a row. After a shift
 * by {@code 4 p} bits and a mask, the two halves of a lane hold the codes of columns {@code p} and
 * {@code p + 4} of a word, which meet a pair of activations in one 16-bit multiplication; the
 * 16-bit sums of a group are exact (see {@link Activations#starts}). The rest is as in the scalar
 * kernel, to the bit.
 */
final class InterleavedKernel implements MatrixKernel {

  private static final int NIBBLES = 0x000F000F;

  /** What F16 scales, read as float32 bits, lack, but for the part that results are scaled by. */
  private static final float F16_FACTOR = 0x1p96f;

  private static final float F16_REST = 0x1p16f;

  private final InterleavedMatrix matrix;
  private final int xGroupLines;
  private final int xGroupsPerGroup;
  private final int floatShift;
  private final int floatMask;
  private final float factor;
  private final float rest;

  InterleavedKernel(InterleavedMatrix matrix) {
    this.matrix = matrix;
    int xGroup = form().groupSize();
    xGroupLines = xGroup / 8;
    xGroupsPerGroup = matrix.groupSize() / xGroup;
    boolean f16 = matrix.scaleType() == FloatType.F16;
    floatShift = f16 ? 3 : 0;
    floatMask = f16 ? 0x8FFFE000 : 0xFFFF0000;
    factor = f16 ? F16_FACTOR : 1;
    rest = f16 ? F16_REST : 1;
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
    float[] sums = scratch.floats(BLOCK_ROWS);
    for (int row = fromRow; row < toRow; row += BLOCK_ROWS) {
      MemorySegment block =
          matrix.data().asSlice(row / BLOCK_ROWS * matrix.blockBytes(), matrix.blockBytes());
      int rows = Math.min(BLOCK_ROWS, toRow - row);
      for (int token = fromToken; token < toToken; token++) {
        for (int lane = 0; lane < BLOCK_ROWS; lane += LANES) {
          product(block, lane, in, token, sums);
        }
        System.arraycopy(sums, 0, out, outOffset + token * outStride + row, rows);
      }
    }
  }

  private void product(MemorySegment block, int lane, Activations in, int token, float[] sums) {
    int[] pairs = in.pairs();
    int pair = token * in.cols() / 2;
    int xGroup = token * in.groups();
    long at = 4L * lane;
    FloatVector sum = FloatVector.zero(FLOATS);
    for (int group = 0; group < cols() / matrix.groupSize(); group++) {
      IntVector floats = words(block, at + (long) matrix.groupSize() / 8 * LINE_BYTES);
      FloatVector scale = decode(floats.lanewise(VectorOperators.LSHL, 16));
      FloatVector bias = decode(floats);
      for (int part = 0; part < xGroupsPerGroup; part++) {
        ShortVector products = IntVector.broadcast(INTS, in.starts()[xGroup]).reinterpretAsShorts();
        for (int line = 0; line < xGroupLines; line++) {
          IntVector word = words(block, at);
          products = products.add(times(word.and(NIBBLES), pairs[pair]));
          products = products.add(times(plane(word, 4), pairs[pair + 1]));
          products = products.add(times(plane(word, 8), pairs[pair + 2]));
          products = products.add(times(plane(word, 12), pairs[pair + 3]));
          at += LINE_BYTES;
          pair += 4;
        }
        IntVector halves = products.reinterpretAsInts();
        IntVector integers =
            halves
                .lanewise(VectorOperators.LSHL, 16)
                .lanewise(VectorOperators.ASHR, 16)
                .add(halves.lanewise(VectorOperators.ASHR, 16));
        FloatVector exact = (FloatVector) integers.convertShape(VectorOperators.I2F, FLOATS, 0);
        sum = exact.fma(scale.mul(in.scales()[xGroup] * factor), sum);
        FloatVector centre = scale.fma(FloatVector.broadcast(FLOATS, 8f), bias);
        sum = centre.fma(FloatVector.broadcast(FLOATS, in.sums()[xGroup] * factor), sum);
        xGroup++;
      }
      at += LINE_BYTES;
    }
    sum.mul(rest).intoArray(sums, lane);
  }

  private static IntVector words(MemorySegment block, long at) {
    return IntVector.fromMemorySegment(INTS, block, at, ByteOrder.LITTLE_ENDIAN);
  }

  private static IntVector plane(IntVector word, int shift) {
    return word.lanewise(VectorOperators.LSHR, shift).and(NIBBLES);
  }

  private static ShortVector times(IntVector codes, int pair) {
    return codes.reinterpretAsShorts().mul(IntVector.broadcast(INTS, pair).reinterpretAsShorts());
  }

  /** The floats whose bits are in the upper halves of the lanes, F16 ones without their factor. */
  private FloatVector decode(IntVector upperHalves) {
    return upperHalves
        .lanewise(VectorOperators.ASHR, floatShift)
        .and(floatMask)
        .reinterpretAsFloats();
  }
}
