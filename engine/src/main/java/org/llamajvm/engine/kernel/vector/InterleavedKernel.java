package org.llamajvm.engine.kernel.vector;

import static org.llamajvm.engine.kernel.vector.GroupSums.BLOCK_LANES;
import static org.llamajvm.engine.kernel.vector.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.Width.INTS;
import static org.llamajvm.engine.kernel.vector.Width.LANES;
import static org.llamajvm.engine.tensor.InterleavedMatrix.BLOCK_ROWS;
import static org.llamajvm.engine.tensor.InterleavedMatrix.LINE_BYTES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import org.llamajvm.engine.kernel.ActivationForm;
import org.llamajvm.engine.kernel.Activations;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.InterleavedMatrix;

/**
 * The product of interleaved 4-bit weights with 8-bit activations: a lane is a row. The two halves
 * of a lane each hold four codes, and a shift by {@code 4 p} bits brings code {@code p} of both to
 * the bottom. The codes above it stay, and those of the high half come into the low one: what they
 * add to the 16-bit products is taken off again by the activations (see {@link Activations}), so no
 * mask is needed. The sums of a group are exact, and the rest is as in the scalar kernel, to the
 * bit.
 *
 * <p>The sums of all groups are put by, and a second loop turns them into floats, because the
 * compiler gives up on a method that calls the Vector API too often. Blocks that are taken together
 * lie far apart, so that each stream of memory goes on with the next ones and has not to be found
 * again by the prefetcher.
 */
final class InterleavedKernel implements MatrixKernel {

  private static final FloatVector EIGHT = FloatVector.broadcast(FLOATS, 8f);

  private final InterleavedMatrix matrix;
  private final int xGroupBytes;
  private final GroupSums groupSums;
  private final int sumsPerGroup;
  private final ScaleDecoder decoder;

  InterleavedKernel(InterleavedMatrix matrix) {
    this.matrix = matrix;
    xGroupBytes = form().groupSize() / 8 * LINE_BYTES;
    groupSums = GroupSums.of(matrix);
    sumsPerGroup = groupSums.blocks() * BLOCK_LANES;
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
    if (!in.hasDifferences()) {
      new InterleavedTile(matrix, in, decoder, scratch)
          .multiply(fromToken, toToken, fromRow, toRow, out, outOffset, outStride);
      return;
    }
    short[] sums = scratch.shorts(in.groups() * sumsPerGroup);
    float[] results = scratch.floats(2 * LANES);
    int from = fromRow / BLOCK_ROWS;
    int last = Math.ceilDiv(toRow, BLOCK_ROWS) - 1;
    int stride = Math.ceilDiv(last + 1 - from, groupSums.blocks());
    for (int first = from; first < from + stride; first++) {
      for (int token = fromToken; token < toToken; token++) {
        groupSums.fill(first, stride, last, in, token, sums);
        int target = outOffset + token * outStride;
        for (int i = 0; i < groupSums.blocks() && first + i * stride <= last; i += 2) {
          int block = first + i * stride;
          int other = block + stride;
          for (int lane = 0; lane < BLOCK_ROWS; lane += LANES) {
            int at = i * BLOCK_LANES + 2 * lane;
            addGroups(block, Math.min(other, last), lane, in, token, sums, at, results);
            int row = block * BLOCK_ROWS + lane;
            copy(results, 0, out, target + row, toRow - row);
            row = other * BLOCK_ROWS + lane;
            copy(results, LANES, out, target + row, toRow - row);
          }
        }
      }
    }
  }

  /** Copies a vector of results, or those of them that rows are left for. */
  private static void copy(float[] results, int from, float[] out, int target, int rows) {
    if (rows > 0) {
      System.arraycopy(results, from, out, target, Math.min(LANES, rows));
    }
  }

  /** Where the part of a vector of rows in the first line of a block begins. */
  private long start(int block, int lane) {
    return block * matrix.blockBytes() + 4L * lane;
  }

  /**
   * Turns the sums of all groups for a vector of rows of two blocks into their products with a
   * token.
   */
  private void addGroups(
      int block,
      int other,
      int lane,
      Activations in,
      int token,
      short[] sums,
      int firstSum,
      float[] results) {
    MemorySegment data = OffHeap.of(matrix.data());
    float[] scales = in.scales();
    float[] xSums = in.sums();
    int groupBytes = matrix.groupSize() / 8 * LINE_BYTES;
    float factor = decoder.factor();
    int xGroup = token * in.groups();
    int index = firstSum;
    long floats = start(block, lane) + groupBytes;
    long next = start(other, lane) - start(block, lane);
    long end = start(block, lane) + xGroupBytes;
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = a;
    for (int to = xGroup + in.groups(); xGroup < to; xGroup++) {
      IntVector wordsA = IntVector.fromMemorySegment(INTS, data, floats, ByteOrder.LITTLE_ENDIAN);
      IntVector wordsB =
          IntVector.fromMemorySegment(INTS, data, floats + next, ByteOrder.LITTLE_ENDIAN);
      FloatVector scaleA = decoder.low(wordsA);
      FloatVector scaleB = decoder.low(wordsB);
      FloatVector x = FloatVector.broadcast(FLOATS, scales[xGroup] * factor);
      a = InterleavedTile.integers(sums, index).fma(scaleA.mul(x), a);
      b = InterleavedTile.integers(sums, index + BLOCK_LANES).fma(scaleB.mul(x), b);
      x = FloatVector.broadcast(FLOATS, xSums[xGroup] * factor);
      a = scaleA.fma(EIGHT, decoder.high(wordsA)).fma(x, a);
      b = scaleB.fma(EIGHT, decoder.high(wordsB)).fma(x, b);
      index += sumsPerGroup;
      if (end == floats) {
        floats += groupBytes + LINE_BYTES;
        end += LINE_BYTES;
      }
      end += xGroupBytes;
    }
    a.mul(decoder.rest()).intoArray(results, 0);
    b.mul(decoder.rest()).intoArray(results, LANES);
  }
}
