package org.llamajvm.engine.kernel.vector;

import static org.llamajvm.engine.kernel.Activations.PANEL;
import static org.llamajvm.engine.kernel.vector.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.Width.INTS;
import static org.llamajvm.engine.kernel.vector.Width.LANES;
import static org.llamajvm.engine.kernel.vector.Width.SHORTS;
import static org.llamajvm.engine.kernel.vector.Width.SHORT_LANES;
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
 * of a lane each hold four codes, and a shift by {@code 4 p} bits brings code {@code p} of both to
 * the bottom. The codes above it stay, and those of the high half come into the low one: what they
 * add to the 16-bit products is taken off again by the activations (see {@link Activations}), so no
 * mask is needed. The sums of a group are exact, and the rest is as in the scalar kernel, to the
 * bit.
 *
 * <p>A vector of rows of each of four blocks share an activation: a prefetcher that stays a few
 * lines ahead of each stream of memory is early enough only if there are several. Where a block has
 * more rows than a vector, its other rows come after, from the cache. A line is loaded before the
 * one ahead of it is multiplied, the scales after the last codes too, so that what waits for memory
 * is not all that a processor has at hand. The sums of all groups are put by, and a second loop
 * turns them into floats, because the compiler gives up on a method that calls the Vector API too
 * often.
 */
final class InterleavedKernel implements MatrixKernel {

  private static final FloatVector EIGHT = FloatVector.broadcast(FLOATS, 8f);

  /** Blocks that are read side by side. */
  private static final int BLOCKS = 4;

  /** Sums of one group. */
  private static final int GROUP_SUMS = BLOCKS * SHORT_LANES;

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
    if (toToken - fromToken >= PREFILL_TOKENS) {
      new InterleavedTile(matrix, in, decoder, scratch)
          .multiply(fromToken, toToken, fromRow, toRow, out, outOffset, outStride);
      return;
    }
    short[] sums = scratch.shorts(in.groups() * GROUP_SUMS);
    float[] results = scratch.floats(2 * LANES);
    int last = Math.ceilDiv(toRow, BLOCK_ROWS) - 1;
    for (int block = fromRow / BLOCK_ROWS; block <= last; block += BLOCKS) {
      for (int lane = 0; lane < BLOCK_ROWS; lane += LANES) {
        for (int token = fromToken; token < toToken; token++) {
          sumGroups(block, last, lane, in, token, sums);
          for (int i = 0; i < Math.min(BLOCKS, last + 1 - block); i += 2) {
            addGroups(block + i, last, lane, in, token, sums, i * SHORT_LANES, results);
            int row = (block + i) * BLOCK_ROWS + lane;
            int target = outOffset + token * outStride + row;
            copy(results, 0, out, target, toRow - row);
            copy(results, LANES, out, target + BLOCK_ROWS, toRow - row - BLOCK_ROWS);
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
   * Fills {@code sums} (groups, BLOCKS, SHORT_LANES) with the products of a token's groups with a
   * vector of rows of each block; blocks after the last are the last.
   */
  private void sumGroups(int block, int last, int lane, Activations in, int token, short[] sums) {
    MemorySegment data = OffHeap.of(matrix.data());
    int[] pairs = in.differences();
    int[] starts = in.starts();
    int groupBytes = matrix.groupSize() / 8 * LINE_BYTES;
    int pair = token * in.cols() / 2;
    int xStart = in.startIndex(token, 0);
    long atA = start(block, lane);
    long atB = start(Math.min(block + 1, last), lane);
    long atC = start(Math.min(block + 2, last), lane);
    long atD = start(Math.min(block + 3, last), lane);
    long scales = atA + groupBytes;
    for (int sum = 0; sum < in.groups() * GROUP_SUMS; sum += GROUP_SUMS) {
      ShortVector a = broadcast(starts[xStart]);
      ShortVector b = a;
      ShortVector c = a;
      ShortVector d = a;
      long nextGroup = atA + xGroupBytes;
      ShortVector codesA = load(data, atA);
      ShortVector codesB = load(data, atB);
      ShortVector codesC = load(data, atC);
      ShortVector codesD = load(data, atD);
      while (atA != nextGroup) {
        atA += LINE_BYTES;
        atB += LINE_BYTES;
        atC += LINE_BYTES;
        atD += LINE_BYTES;
        ShortVector nextA = load(data, atA);
        ShortVector nextB = load(data, atB);
        ShortVector nextC = load(data, atC);
        ShortVector nextD = load(data, atD);
        for (int p = 0; p < 4; p++) {
          ShortVector x = broadcast(pairs[pair + p]);
          a = a.add(codesA.mul(x));
          b = b.add(codesB.mul(x));
          c = c.add(codesC.mul(x));
          d = d.add(codesD.mul(x));
          codesA = nextPlane(codesA);
          codesB = nextPlane(codesB);
          codesC = nextPlane(codesC);
          codesD = nextPlane(codesD);
        }
        codesA = nextA;
        codesB = nextB;
        codesC = nextC;
        codesD = nextD;
        pair += 4;
      }
      a.intoArray(sums, sum);
      b.intoArray(sums, sum + SHORT_LANES);
      c.intoArray(sums, sum + 2 * SHORT_LANES);
      d.intoArray(sums, sum + 3 * SHORT_LANES);
      xStart += PANEL;
      if (atA == scales) {
        atA += LINE_BYTES;
        atB += LINE_BYTES;
        atC += LINE_BYTES;
        atD += LINE_BYTES;
        scales = atA + groupBytes;
      }
    }
  }

  /**
   * Turns the sums of all groups for a vector of rows of two blocks into their products with a
   * token.
   */
  private void addGroups(
      int block,
      int last,
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
    long next = start(Math.min(block + 1, last), lane) - start(block, lane);
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
      b = InterleavedTile.integers(sums, index + SHORT_LANES).fma(scaleB.mul(x), b);
      x = FloatVector.broadcast(FLOATS, xSums[xGroup] * factor);
      a = scaleA.fma(EIGHT, decoder.high(wordsA)).fma(x, a);
      b = scaleB.fma(EIGHT, decoder.high(wordsB)).fma(x, b);
      index += GROUP_SUMS;
      if (end == floats) {
        floats += groupBytes + LINE_BYTES;
        end += LINE_BYTES;
      }
      end += xGroupBytes;
    }
    a.mul(decoder.rest()).intoArray(results, 0);
    b.mul(decoder.rest()).intoArray(results, LANES);
  }

  private static ShortVector load(MemorySegment data, long at) {
    return ShortVector.fromMemorySegment(SHORTS, data, at, ByteOrder.LITTLE_ENDIAN);
  }

  /** Shifts 32 bits at once, because the compiler has no 16-bit shift by a constant. */
  private static ShortVector nextPlane(ShortVector codes) {
    return codes.reinterpretAsInts().lanewise(VectorOperators.LSHR, 4).reinterpretAsShorts();
  }

  private static ShortVector broadcast(int pair) {
    return IntVector.broadcast(INTS, pair).reinterpretAsShorts();
  }
}
