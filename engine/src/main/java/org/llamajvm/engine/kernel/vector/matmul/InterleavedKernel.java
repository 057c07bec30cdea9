package org.llamajvm.engine.kernel.vector.matmul;

import static org.llamajvm.engine.kernel.vector.lanes.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.INTS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;
import static org.llamajvm.engine.kernel.vector.matmul.GroupSums.BLOCK_LANES;
import static org.llamajvm.engine.tensor.InterleavedFormat.BLOCK_ROWS;
import static org.llamajvm.engine.tensor.InterleavedFormat.LINE_BYTES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.llamajvm.engine.kernel.Int8Groups;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.kernel.MatrixPlan;
import org.llamajvm.engine.kernel.Product;
import org.llamajvm.engine.kernel.vector.lanes.OffHeap;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.InterleavedFormat.Factors;
import org.llamajvm.engine.tensor.InterleavedMatrix;

/**
 * The product of interleaved weights with 8-bit inputs: a lane is a row. The two halves of a lane
 * each hold four fields, and a shift brings the next field of both to the bottom. The fields above
 * it stay, and those of the high half come into the low one: what they add to the 16-bit products
 * is taken off again by the inputs (see {@link CodeDifferences}), so no mask is needed. Four tokens
 * share the loads and shifts of a line ({@link FourTokenSums}); many have rows unpacked for them
 * once ({@link InterleavedTile}). Either way the sums of a group are exact, and the rest is as in
 * the scalar kernel, to the bit: so the way is chosen by the number of tokens, whatever their
 * roles.
 *
 * <p>The sums of all groups are put by, and a second loop turns them into floats, because the
 * compiler gives up on a method that calls the Vector API too often. Blocks that are taken together
 * lie far apart, so that each stream of memory goes on with the next ones and has not to be found
 * again by the prefetcher.
 */
public final class InterleavedKernel implements MatrixKernel {

  /** From so many tokens on, rows are unpacked once for all of them. */
  private static final int TILE_TOKENS = 17;

  /** As many as four blocks have: they are taken together. */
  private static final int FEWEST_ROWS = 4 * BLOCK_ROWS;

  /** Longer calls are badly compiled. */
  private static final int MOST_ROWS = 256;

  private final InterleavedMatrix matrix;
  private final MatrixPlan few;
  private final MatrixPlan many;
  private final int xGroupBytes;
  private final GroupSums groupSums;
  private final FourTokenSums fourTokenSums;
  private final ScaleDecoder decoder;

  /**
   * Binds weights.
   *
   * @param matrix borrowed
   */
  public InterleavedKernel(InterleavedMatrix matrix) {
    this.matrix = matrix;
    Int8Groups groups = Int8Groups.of(matrix);
    few = new MatrixPlan(Optional.of(new CodeDifferences.Form(groups)), FEWEST_ROWS, MOST_ROWS);
    many =
        new MatrixPlan(
            Optional.of(new CodePanels.Form(groups)), InterleavedTile.ROWS, InterleavedTile.ROWS);
    xGroupBytes = groups.words() * LINE_BYTES;
    groupSums = GroupSums.of(matrix);
    fourTokenSums = FourTokenSums.of(matrix);
    decoder = ScaleDecoder.of(matrix.format().scaleType());
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
    return generated + prompt < TILE_TOKENS ? few : many;
  }

  @Override
  public void multiply(Product product, int fromRow, int toRow, Scratch scratch) {
    if (product.input() instanceof CodePanels in) {
      new InterleavedTile(matrix, product, in, decoder, scratch).multiply(fromRow, toRow);
    } else {
      multiply(product, (CodeDifferences) product.input(), fromRow, toRow, scratch);
    }
  }

  private void multiply(
      Product product, CodeDifferences in, int fromRow, int toRow, Scratch scratch) {
    int inFours = inFours(product);
    if (inFours > 0) {
      multiplyFours(product, in, inFours, fromRow, toRow, scratch);
    }
    if (inFours < product.tokens()) {
      multiplyOnes(product, in, inFours, fromRow, toRow, scratch);
    }
  }

  /**
   * How many tokens are taken four at a time. None of a short prompt alone: it is mostly the first
   * thing that is asked for, and to compile one more kernel would take longer than it saves.
   */
  private static int inFours(Product product) {
    int tokens = product.tokens();
    return product.generated() > 0 ? tokens / FourTokenSums.TOKENS * FourTokenSums.TOKENS : 0;
  }

  private void multiplyFours(
      Product product, CodeDifferences in, int toToken, int fromRow, int toRow, Scratch scratch) {
    short[] sums = scratch.shorts(in.count() * FourTokenSums.GROUP_LANES);
    float[] results = scratch.floats(2 * LANES);
    int from = fromRow / BLOCK_ROWS;
    int last = Math.ceilDiv(toRow, BLOCK_ROWS) - 1;
    int stride = Math.ceilDiv(last + 1 - from, 2);
    for (int block = from; block < from + stride; block++) {
      int other = block + stride;
      for (int token = 0; token < toToken; token++) {
        int i = token % FourTokenSums.TOKENS;
        if (i == 0) {
          fourTokenSums.fill(block, Math.min(other, last), in, token, sums);
        }
        for (int lane = 0; lane < BLOCK_ROWS; lane += LANES) {
          int at = 2 * i * BLOCK_LANES + 2 * lane;
          int next = FourTokenSums.GROUP_LANES;
          addGroups(block, Math.min(other, last), lane, in, token, sums, at, next, results);
          store(results, 0, product, token, block * BLOCK_ROWS + lane, toRow);
          store(results, LANES, product, token, other * BLOCK_ROWS + lane, toRow);
        }
      }
    }
  }

  private void multiplyOnes(
      Product product, CodeDifferences in, int fromToken, int fromRow, int toRow, Scratch scratch) {
    int next = groupSums.blocks() * BLOCK_LANES;
    short[] sums = scratch.shorts(in.count() * next);
    float[] results = scratch.floats(2 * LANES);
    int from = fromRow / BLOCK_ROWS;
    int last = Math.ceilDiv(toRow, BLOCK_ROWS) - 1;
    int stride = Math.ceilDiv(last + 1 - from, groupSums.blocks());
    for (int first = from; first < from + stride; first++) {
      for (int token = fromToken; token < product.tokens(); token++) {
        groupSums.fill(first, stride, last, in, token, sums);
        for (int i = 0; i < groupSums.blocks() && first + i * stride <= last; i += 2) {
          int block = first + i * stride;
          int other = block + stride;
          for (int lane = 0; lane < BLOCK_ROWS; lane += LANES) {
            int at = i * BLOCK_LANES + 2 * lane;
            addGroups(block, Math.min(other, last), lane, in, token, sums, at, next, results);
            store(results, 0, product, token, block * BLOCK_ROWS + lane, toRow);
            store(results, LANES, product, token, other * BLOCK_ROWS + lane, toRow);
          }
        }
      }
    }
  }

  /** Copies a vector of results, or those of them that there are rows for. */
  private static void store(
      float[] results, int from, Product product, int token, int row, int toRow) {
    if (row < toRow) {
      int length = Math.min(LANES, toRow - row);
      System.arraycopy(results, from, product.out(), product.outIndex(token, row), length);
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
      CodeDifferences in,
      int token,
      short[] sums,
      int firstSum,
      int sumsPerGroup,
      float[] results) {
    if (matrix.format().factors() == Factors.TWO_SCALES) {
      addHalves(block, other, lane, in, token, sums, firstSum, sumsPerGroup, results);
    } else {
      addAffine(block, other, lane, in, token, sums, firstSum, sumsPerGroup, results);
    }
  }

  private void addAffine(
      int block,
      int other,
      int lane,
      CodeDifferences in,
      int token,
      short[] sums,
      int firstSum,
      int sumsPerGroup,
      float[] results) {
    float[] scales = in.scales();
    float[] xSums = in.sums();
    int groupBytes = matrix.format().codeLines() * LINE_BYTES;
    FloatVector centre = FloatVector.broadcast(FLOATS, matrix.format().packing().centre());
    float factor = decoder.factor();
    int xGroup = token * in.count();
    int index = firstSum;
    long floats = start(block, lane) + groupBytes;
    long next = start(other, lane) - start(block, lane);
    long end = start(block, lane) + xGroupBytes;
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = a;
    for (int to = xGroup + in.count(); xGroup < to; xGroup++) {
      MemorySegment data = OffHeap.of(matrix.data());
      IntVector wordsA = IntVector.fromMemorySegment(INTS, data, floats, ByteOrder.LITTLE_ENDIAN);
      IntVector wordsB =
          IntVector.fromMemorySegment(INTS, data, floats + next, ByteOrder.LITTLE_ENDIAN);
      FloatVector scaleA = decoder.low(wordsA);
      FloatVector scaleB = decoder.low(wordsB);
      FloatVector x = FloatVector.broadcast(FLOATS, scales[xGroup] * factor);
      a = InterleavedTile.integers(sums, index).fma(scaleA.mul(x), a);
      b = InterleavedTile.integers(sums, index + BLOCK_LANES).fma(scaleB.mul(x), b);
      x = FloatVector.broadcast(FLOATS, xSums[xGroup] * factor);
      a = scaleA.fma(centre, decoder.high(wordsA)).fma(x, a);
      b = scaleB.fma(centre, decoder.high(wordsB)).fma(x, b);
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

  /**
   * Of groups with two scales, the low one for an even group of inputs and the high one for an odd
   * group, without biases.
   */
  private void addHalves(
      int block,
      int other,
      int lane,
      CodeDifferences in,
      int token,
      short[] sums,
      int firstSum,
      int sumsPerGroup,
      float[] results) {
    float[] scales = in.scales();
    int groupBytes = matrix.format().groupBytes();
    float factor = decoder.factor();
    int xGroup = token * in.count();
    int index = firstSum;
    long floats = start(block, lane) + groupBytes - LINE_BYTES;
    long next = start(other, lane) - start(block, lane);
    int shift = Short.SIZE;
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = a;
    for (int to = xGroup + in.count(); xGroup < to; xGroup++) {
      MemorySegment data = OffHeap.of(matrix.data());
      IntVector wordsA = IntVector.fromMemorySegment(INTS, data, floats, ByteOrder.LITTLE_ENDIAN);
      IntVector wordsB =
          IntVector.fromMemorySegment(INTS, data, floats + next, ByteOrder.LITTLE_ENDIAN);
      FloatVector scaleA = decoder.high(wordsA.lanewise(VectorOperators.LSHL, shift));
      FloatVector scaleB = decoder.high(wordsB.lanewise(VectorOperators.LSHL, shift));
      FloatVector x = FloatVector.broadcast(FLOATS, scales[xGroup] * factor);
      a = InterleavedTile.integers(sums, index).fma(scaleA.mul(x), a);
      b = InterleavedTile.integers(sums, index + BLOCK_LANES).fma(scaleB.mul(x), b);
      index += sumsPerGroup;
      floats += shift == 0 ? groupBytes : 0;
      shift = Short.SIZE - shift;
    }
    a.mul(decoder.rest()).intoArray(results, 0);
    b.mul(decoder.rest()).intoArray(results, LANES);
  }
}
