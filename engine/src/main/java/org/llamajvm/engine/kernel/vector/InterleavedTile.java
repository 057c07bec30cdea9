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
  private final float[] results; // (2, LANES)

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
    results = scratch.moreFloats(2 * LANES);
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
            for (int i = 0; i < 2 * PANEL; i += 2) {
              int first = row + lane + i / PANEL * LANES;
              int rows = Math.min(LANES, end - first);
              int token = panel + i % PANEL;
              combine(i, lane + i / PANEL * LANES, token);
              store(0, rows, token, from, to, out, outOffset + first, outStride);
              store(LANES, rows, token + 1, from, to, out, outOffset + first, outStride);
            }
          }
        }
      }
    }
  }

  private void store(
      int at, int rows, int token, int from, int to, float[] out, int outOffset, int outStride) {
    if (rows > 0 && token >= from && token < to) {
      System.arraycopy(results, at, out, outOffset + token * outStride, rows);
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
    float power = decoder.factor() * decoder.rest();
    for (int i = 0; i < BLOCK_ROWS; i += LANES) {
      IntVector words =
          IntVector.fromMemorySegment(INTS, block, at + 4L * i, ByteOrder.LITTLE_ENDIAN);
      FloatVector scale = decoder.low(words).mul(power);
      FloatVector bias = decoder.high(words).mul(power);
      scale.intoArray(factors, target + i);
      scale.fma(FloatVector.broadcast(FLOATS, 8f), bias).intoArray(factors, target + ROWS + i);
    }
  }

  /** Sums of all groups, of two vectors of rows from {@code lane} on, for a panel of tokens. */
  private void multiplyPanel(int panel, int lane) {
    int at = 2 * lane;
    int code = in.codeIndex(panel, 0);
    int start = in.startIndex(panel, 0);
    for (int group = 0; group < groups; group++) {
      multiplyGroup(tile, at, groupSteps, in.codes(), code, in.starts(), start, sums, group * PASS);
      at += groupSteps * STEP;
      code += groupSteps * PANEL;
      start += PANEL;
    }
  }

  private static void multiplyGroup(
      short[] tile,
      int at,
      int steps,
      int[] codes,
      int code,
      int[] starts,
      int start,
      int[] sums,
      int target) {
    ShortVector a0 = broadcast(starts[start]);
    ShortVector a1 = broadcast(starts[start + 1]);
    ShortVector a2 = broadcast(starts[start + 2]);
    ShortVector a3 = broadcast(starts[start + 3]);
    ShortVector b0 = a0;
    ShortVector b1 = a1;
    ShortVector b2 = a2;
    ShortVector b3 = a3;
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

  private static ShortVector broadcast(int pair) {
    return IntVector.broadcast(INTS, pair).reinterpretAsShorts();
  }

  /**
   * The results of two tokens for a vector of rows, from the {@code i}-th sums of every group and
   * the next ones.
   */
  private void combine(int i, int lane, int token) {
    float[] scales = in.scales();
    float[] xSums = in.sums();
    int x0 = token * groups;
    int x1 = x0 + groups;
    int at = i * LANES;
    int factor = lane;
    FloatVector result0 = FloatVector.zero(FLOATS);
    FloatVector result1 = FloatVector.zero(FLOATS);
    for (int end = x1; x0 < end; x0++) {
      FloatVector scale = FloatVector.fromArray(FLOATS, factors, factor);
      FloatVector centre = FloatVector.fromArray(FLOATS, factors, factor + ROWS);
      FloatVector exact0 = integers(sums, at);
      FloatVector exact1 = integers(sums, at + LANES);
      result0 = exact0.fma(scale.mul(scales[x0]), result0);
      result1 = exact1.fma(scale.mul(scales[x1]), result1);
      result0 = centre.fma(FloatVector.broadcast(FLOATS, xSums[x0]), result0);
      result1 = centre.fma(FloatVector.broadcast(FLOATS, xSums[x1]), result1);
      x1++;
      at += PASS;
      factor += 2 * ROWS;
    }
    result0.intoArray(results, 0);
    result1.intoArray(results, LANES);
  }

  /** The sums of both halves of the lanes. */
  private static FloatVector integers(int[] sums, int at) {
    IntVector halves = IntVector.fromArray(INTS, sums, at);
    IntVector low = halves.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16);
    IntVector both = low.add(halves.lanewise(VectorOperators.ASHR, 16));
    return (FloatVector) both.convertShape(VectorOperators.I2F, FLOATS, 0);
  }
}
