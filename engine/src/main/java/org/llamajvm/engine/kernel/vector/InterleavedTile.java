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
import org.llamajvm.engine.kernel.Activations;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.InterleavedMatrix;

/**
 * Interleaved 4-bit weights times many tokens. Two blocks of rows are unpacked once: a step of the
 * tile is a pair of columns, with two 16-bit lanes for each of the {@value #ROWS} rows. Then, two
 * vectors of rows and a panel of tokens at a time, the 16-bit sums of all groups are put by, and a
 * second loop turns them into floats: in a method of its own, because the compiler gives up on one
 * that calls the Vector API too often.
 */
final class InterleavedTile {

  private static final int ROWS = 2 * BLOCK_ROWS;
  private static final int STEP = 2 * ROWS;
  private static final int SHORT_LANES = 2 * LANES;
  private static final short NIBBLE = 0xF;

  /** Sums that one pass over the columns leaves for a group: two vectors for each token. */
  private static final int PASS = 2 * PANEL * LANES;

  /** Bytes of activations that are passed over again and again. */
  private static final int STRIPE_BYTES = 512 * 1024;

  private final InterleavedMatrix matrix;
  private final Activations in;
  private final ScaleDecoder decoder;
  private final int cols;
  private final int groups;
  private final int groupSteps;
  private final short[] tile; // (cols / 2, ROWS, 2)
  private final float[] factors; // (groups, 2, ROWS): scales, then biases with the centre
  private final int[] sums; // (groups, 2, PANEL, LANES)
  private final float[] results; // (LANES)

  InterleavedTile(InterleavedMatrix matrix, Activations in, ScaleDecoder decoder, Scratch scratch) {
    this.matrix = matrix;
    this.in = in;
    this.decoder = decoder;
    cols = matrix.cols();
    groups = in.groups();
    groupSteps = in.groupSize() / 2;
    tile = scratch.shorts(cols / 2 * STEP);
    factors = scratch.floats(groups * 2 * ROWS);
    sums = scratch.ints(groups * PASS);
    results = scratch.moreFloats(LANES);
  }

  /** See {@link org.llamajvm.engine.kernel.MatrixKernel#multiply}. */
  void multiply(
      int fromToken,
      int toToken,
      int fromRow,
      int toRow,
      float[] out,
      int outOffset,
      int outStride) {
    int stripe = Math.max(PANEL, STRIPE_BYTES / (2 * cols) / PANEL * PANEL);
    int firstPanel = fromToken / PANEL * PANEL;
    for (int start = firstPanel; start < toToken; start += stripe) {
      int from = Math.max(fromToken, start);
      int to = Math.min(toToken, start + stripe);
      for (int row = fromRow; row < toRow; row += ROWS) {
        unpack(row);
        int end = Math.min(row + ROWS, toRow);
        for (int panel = start; panel < to; panel += PANEL) {
          for (int lane = 0; row + lane < end; lane += 2 * LANES) {
            multiplyPanel(panel, lane);
            for (int i = 0; i < 2 * PANEL; i++) {
              int token = panel + i % PANEL;
              int first = row + lane + i / PANEL * LANES;
              int rows = Math.min(LANES, end - first);
              if (rows > 0 && token >= from && token < to) {
                combine(i, lane + i / PANEL * LANES, token);
                System.arraycopy(results, 0, out, outOffset + token * outStride + first, rows);
              }
            }
          }
        }
      }
    }
  }

  /** Fills the tile; of a last block without a neighbour, twice. */
  private void unpack(int row) {
    unpackBlock(row / BLOCK_ROWS, 0);
    int last = (matrix.rows() - 1) / BLOCK_ROWS;
    unpackBlock(Math.min(row / BLOCK_ROWS + 1, last), BLOCK_ROWS);
  }

  private void unpackBlock(int index, int firstRow) {
    MemorySegment block = matrix.data().asSlice(index * matrix.blockBytes(), matrix.blockBytes());
    int lines = matrix.groupSize() / 8;
    int xGroupsPerGroup = matrix.groupSize() / in.groupSize();
    long at = 0;
    for (int group = 0; group < cols / matrix.groupSize(); group++) {
      for (int line = 0; line < lines; line++) {
        unpackLine(block, at, (group * lines + line) * 4 * STEP + 2 * firstRow);
        at += LINE_BYTES;
      }
      for (int i = 0; i < xGroupsPerGroup; i++) {
        unpackFactors(block, at, (group * xGroupsPerGroup + i) * 2 * ROWS + firstRow);
      }
      at += LINE_BYTES;
    }
  }

  private void unpackLine(MemorySegment block, long at, int target) {
    for (int i = 0; i < LINE_BYTES / 2; i += SHORT_LANES) {
      ShortVector words =
          ShortVector.fromMemorySegment(SHORTS, block, at + 2L * i, ByteOrder.LITTLE_ENDIAN);
      words.and(NIBBLE).intoArray(tile, target + i);
      plane(words, 4).intoArray(tile, target + STEP + i);
      plane(words, 8).intoArray(tile, target + 2 * STEP + i);
      plane(words, 12).intoArray(tile, target + 3 * STEP + i);
    }
  }

  private static ShortVector plane(ShortVector words, int shift) {
    return words.lanewise(VectorOperators.LSHR, shift).and(NIBBLE);
  }

  private void unpackFactors(MemorySegment block, long at, int target) {
    for (int i = 0; i < BLOCK_ROWS; i += LANES) {
      IntVector words =
          IntVector.fromMemorySegment(INTS, block, at + 4L * i, ByteOrder.LITTLE_ENDIAN);
      FloatVector scale = decoder.low(words);
      scale.intoArray(factors, target + i);
      scale
          .fma(FloatVector.broadcast(FLOATS, 8f), decoder.high(words))
          .intoArray(factors, target + ROWS + i);
    }
  }

  /** Sums of all groups, of two vectors of rows from {@code lane} on, for a panel of tokens. */
  private void multiplyPanel(int panel, int lane) {
    int[] starts = in.starts();
    int at = 2 * lane;
    int code = in.codeIndex(panel, 0);
    for (int group = 0; group < groups; group++) {
      for (int t = 0; t < PANEL; t++) {
        int token = (panel + t) * groups + group;
        IntVector start = IntVector.broadcast(INTS, token < starts.length ? starts[token] : 0);
        start.intoArray(sums, group * PASS + t * LANES);
        start.intoArray(sums, group * PASS + (PANEL + t) * LANES);
      }
      multiplyGroup(tile, at, in.codes(), code, groupSteps, sums, group * PASS);
      at += groupSteps * STEP;
      code += groupSteps * PANEL;
    }
  }

  private static void multiplyGroup(
      short[] tile, int at, int[] codes, int code, int steps, int[] sums, int target) {
    ShortVector a0 = sums(sums, target);
    ShortVector a1 = sums(sums, target + LANES);
    ShortVector a2 = sums(sums, target + 2 * LANES);
    ShortVector a3 = sums(sums, target + 3 * LANES);
    ShortVector b0 = sums(sums, target + 4 * LANES);
    ShortVector b1 = sums(sums, target + 5 * LANES);
    ShortVector b2 = sums(sums, target + 6 * LANES);
    ShortVector b3 = sums(sums, target + 7 * LANES);
    int end = at + steps * STEP;
    while (at != end) {
      ShortVector a = ShortVector.fromArray(SHORTS, tile, at);
      ShortVector b = ShortVector.fromArray(SHORTS, tile, at + SHORT_LANES);
      ShortVector x = broadcast(codes[code]);
      a0 = a0.add(a.mul(x));
      b0 = b0.add(b.mul(x));
      x = broadcast(codes[code + 1]);
      a1 = a1.add(a.mul(x));
      b1 = b1.add(b.mul(x));
      x = broadcast(codes[code + 2]);
      a2 = a2.add(a.mul(x));
      b2 = b2.add(b.mul(x));
      x = broadcast(codes[code + 3]);
      a3 = a3.add(a.mul(x));
      b3 = b3.add(b.mul(x));
      at += STEP;
      code += PANEL;
    }
    a0.reinterpretAsInts().intoArray(sums, target);
    a1.reinterpretAsInts().intoArray(sums, target + LANES);
    a2.reinterpretAsInts().intoArray(sums, target + 2 * LANES);
    a3.reinterpretAsInts().intoArray(sums, target + 3 * LANES);
    b0.reinterpretAsInts().intoArray(sums, target + 4 * LANES);
    b1.reinterpretAsInts().intoArray(sums, target + 5 * LANES);
    b2.reinterpretAsInts().intoArray(sums, target + 6 * LANES);
    b3.reinterpretAsInts().intoArray(sums, target + 7 * LANES);
  }

  private static ShortVector sums(int[] sums, int at) {
    return IntVector.fromArray(INTS, sums, at).reinterpretAsShorts();
  }

  private static ShortVector broadcast(int pair) {
    return IntVector.broadcast(INTS, pair).reinterpretAsShorts();
  }

  /** The results of one token for a vector of rows, from the {@code i}-th sums of every group. */
  private void combine(int i, int lane, int token) {
    float[] scales = in.scales();
    float[] xSums = in.sums();
    int xGroup = token * groups;
    int at = i * LANES;
    int factor = lane;
    FloatVector result = FloatVector.zero(FLOATS);
    for (int end = xGroup + groups; xGroup < end; xGroup++) {
      IntVector halves = IntVector.fromArray(INTS, sums, at);
      IntVector low = halves.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16);
      IntVector integers = low.add(halves.lanewise(VectorOperators.ASHR, 16));
      FloatVector exact = (FloatVector) integers.convertShape(VectorOperators.I2F, FLOATS, 0);
      FloatVector scale = FloatVector.fromArray(FLOATS, factors, factor);
      FloatVector centre = FloatVector.fromArray(FLOATS, factors, factor + ROWS);
      result = exact.fma(scale.mul(scales[xGroup] * decoder.factor()), result);
      FloatVector xSum = FloatVector.broadcast(FLOATS, xSums[xGroup] * decoder.factor());
      result = centre.fma(xSum, result);
      at += PASS;
      factor += 2 * ROWS;
    }
    result.mul(decoder.rest()).intoArray(results, 0);
  }
}
