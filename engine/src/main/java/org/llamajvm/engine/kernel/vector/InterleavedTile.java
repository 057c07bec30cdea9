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
import java.util.Arrays;
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

  /** Columns whose part of the tile, of the sums and of a panel stay in the nearest caches. */
  private static final int CHUNK_COLS = 2048;

  private final InterleavedMatrix matrix;
  private final Activations in;
  private final ScaleDecoder decoder;
  private final int groups;
  private final int groupSteps;
  private final int chunkGroups;
  private final short[] tile; // (cols / 2, ROWS, 2)
  private final float[] factors; // (groups, 2, ROWS): scales, then biases with the centre
  private final int[] sums; // (groups, 2, PANEL, LANES)
  private final float[] results; // (2, 2, LANES): vectors of rows, tokens

  InterleavedTile(InterleavedMatrix matrix, Activations in, ScaleDecoder decoder, Scratch scratch) {
    this.matrix = matrix;
    this.in = in;
    this.decoder = decoder;
    groups = in.groups();
    groupSteps = in.groupSize() / 2;
    chunkGroups = CHUNK_COLS / in.groupSize();
    int most = Math.min(chunkGroups, groups);
    tile = scratch.shorts(most * groupSteps * STEP);
    factors = scratch.floats(most * 2 * ROWS);
    sums = scratch.ints(most * PASS);
    results = scratch.moreFloats(4 * LANES);
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
    for (int row = fromRow; row < toRow; row += ROWS) {
      Target target = new Target(out, outOffset, outStride, fromToken, toToken, toRow);
      for (int from = 0; from < groups; from += chunkGroups) {
        int to = Math.min(from + chunkGroups, groups);
        unpack(row, from, to);
        for (int panel = fromToken / PANEL * PANEL; panel < toToken; panel += PANEL) {
          for (int lane = 0; lane < ROWS; lane += 2 * LANES) {
            multiplyPanel(panel, lane, from, to);
            for (int i = 0; i < PANEL; i += 2) {
              if (from == 0) {
                Arrays.fill(results, 0, 4 * LANES, 0);
              } else {
                target.load(results, panel + i, row + lane);
              }
              combine(i, lane, panel + i, from, to);
              target.store(results, panel + i, row + lane);
            }
          }
        }
      }
    }
  }

  /** Fills the tile with a chunk of groups; of a last block without a neighbour, twice. */
  private void unpack(int row, int from, int to) {
    unpackBlock(row / BLOCK_ROWS, 0, from, to);
    int last = (matrix.rows() - 1) / BLOCK_ROWS;
    unpackBlock(Math.min(row / BLOCK_ROWS + 1, last), BLOCK_ROWS, from, to);
  }

  private void unpackBlock(int index, int firstRow, int from, int to) {
    MemorySegment block = matrix.data().asSlice(index * matrix.blockBytes(), matrix.blockBytes());
    int lines = matrix.groupSize() / 8;
    int xGroupsPerGroup = matrix.groupSize() / in.groupSize();
    long at = (long) from / xGroupsPerGroup * (lines + 1) * LINE_BYTES;
    for (int group = 0; group < (to - from) / xGroupsPerGroup; group++) {
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
    MemorySegment data = OffHeap.of(block);
    for (int i = 0; i < LINE_BYTES / 2; i += SHORT_LANES) {
      ShortVector words =
          ShortVector.fromMemorySegment(SHORTS, data, at + 2L * i, ByteOrder.LITTLE_ENDIAN);
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
    MemorySegment data = OffHeap.of(block);
    float power = decoder.factor() * decoder.rest();
    for (int i = 0; i < BLOCK_ROWS; i += LANES) {
      IntVector words =
          IntVector.fromMemorySegment(INTS, data, at + 4L * i, ByteOrder.LITTLE_ENDIAN);
      FloatVector scale = decoder.low(words).mul(power);
      FloatVector bias = decoder.high(words).mul(power);
      scale.intoArray(factors, target + i);
      scale.fma(FloatVector.broadcast(FLOATS, 8f), bias).intoArray(factors, target + ROWS + i);
    }
  }

  /** Sums of a chunk of groups, of two vectors of rows from {@code lane} on, of four tokens. */
  private void multiplyPanel(int panel, int lane, int from, int to) {
    int at = 2 * lane;
    int code = in.codeIndex(panel, from * groupSteps);
    int start = in.startIndex(panel, from);
    for (int group = 0; group < to - from; group++) {
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
    ShortVector a4 = broadcast(starts[start + 4]);
    ShortVector a5 = broadcast(starts[start + 5]);
    ShortVector b0 = a0;
    ShortVector b1 = a1;
    ShortVector b2 = a2;
    ShortVector b3 = a3;
    ShortVector b4 = a4;
    ShortVector b5 = a5;
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
      x = broadcast(codes[code + 4]);
      a4 = a4.add(a.mul(x));
      b4 = b4.add(b.mul(x));
      x = broadcast(codes[code + 5]);
      a5 = a5.add(a.mul(x));
      b5 = b5.add(b.mul(x));
      at += STEP;
      code += PANEL;
    }
    a0.reinterpretAsInts().intoArray(sums, target);
    a1.reinterpretAsInts().intoArray(sums, target + LANES);
    a2.reinterpretAsInts().intoArray(sums, target + 2 * LANES);
    a3.reinterpretAsInts().intoArray(sums, target + 3 * LANES);
    a4.reinterpretAsInts().intoArray(sums, target + 4 * LANES);
    a5.reinterpretAsInts().intoArray(sums, target + 5 * LANES);
    b0.reinterpretAsInts().intoArray(sums, target + 6 * LANES);
    b1.reinterpretAsInts().intoArray(sums, target + 7 * LANES);
    b2.reinterpretAsInts().intoArray(sums, target + 8 * LANES);
    b3.reinterpretAsInts().intoArray(sums, target + 9 * LANES);
    b4.reinterpretAsInts().intoArray(sums, target + 10 * LANES);
    b5.reinterpretAsInts().intoArray(sums, target + 11 * LANES);
  }

  private static ShortVector broadcast(int pair) {
    return IntVector.broadcast(INTS, pair).reinterpretAsShorts();
  }

  /**
   * Adds to the results of two tokens for two vectors of rows, from the {@code i}-th sums of every
   * group and the next ones.
   */
  private void combine(int i, int lane, int token, int from, int to) {
    float[] scales = in.scales();
    float[] xSums = in.sums();
    int x0 = token * groups + from;
    int x1 = x0 + groups;
    int at = i * LANES;
    int factor = lane;
    FloatVector a0 = FloatVector.fromArray(FLOATS, results, 0);
    FloatVector a1 = FloatVector.fromArray(FLOATS, results, LANES);
    FloatVector b0 = FloatVector.fromArray(FLOATS, results, 2 * LANES);
    FloatVector b1 = FloatVector.fromArray(FLOATS, results, 3 * LANES);
    for (int end = x0 + to - from; x0 < end; x0++) {
      FloatVector a = FloatVector.fromArray(FLOATS, factors, factor);
      FloatVector b = FloatVector.fromArray(FLOATS, factors, factor + LANES);
      FloatVector x = FloatVector.broadcast(FLOATS, scales[x0]);
      a0 = integers(sums, at).fma(a.mul(x), a0);
      b0 = integers(sums, at + PANEL * LANES).fma(b.mul(x), b0);
      x = FloatVector.broadcast(FLOATS, scales[x1]);
      a1 = integers(sums, at + LANES).fma(a.mul(x), a1);
      b1 = integers(sums, at + (PANEL + 1) * LANES).fma(b.mul(x), b1);
      a = FloatVector.fromArray(FLOATS, factors, factor + ROWS);
      b = FloatVector.fromArray(FLOATS, factors, factor + ROWS + LANES);
      x = FloatVector.broadcast(FLOATS, xSums[x0]);
      a0 = a.fma(x, a0);
      b0 = b.fma(x, b0);
      x = FloatVector.broadcast(FLOATS, xSums[x1]);
      a1 = a.fma(x, a1);
      b1 = b.fma(x, b1);
      x1++;
      at += PASS;
      factor += 2 * ROWS;
    }
    a0.intoArray(results, 0);
    a1.intoArray(results, LANES);
    b0.intoArray(results, 2 * LANES);
    b1.intoArray(results, 3 * LANES);
  }

  /** The sums of both halves of the lanes. */
  static FloatVector integers(int[] sums, int at) {
    return floats(addHalves(IntVector.fromArray(INTS, sums, at)));
  }

  /** Of what fits 16 bits. */
  private static IntVector addHalves(IntVector words) {
    return words.add(words.lanewise(VectorOperators.LSHL, 16)).lanewise(VectorOperators.ASHR, 16);
  }

  private static FloatVector floats(IntVector integers) {
    return (FloatVector) integers.convertShape(VectorOperators.I2F, FLOATS, 0);
  }

  /** The results that were asked for: those of other tokens and rows are left out. */
  private record Target(
      float[] out, int offset, int stride, int fromToken, int toToken, int toRow) {

    void load(float[] results, int firstToken, int firstRow) {
      for (int i = 0; i < 4; i++) {
        int token = firstToken + i % 2;
        int row = firstRow + i / 2 * LANES;
        if (has(token, row)) {
          System.arraycopy(out, index(token, row), results, i * LANES, rows(row));
        }
      }
    }

    void store(float[] results, int firstToken, int firstRow) {
      for (int i = 0; i < 4; i++) {
        int token = firstToken + i % 2;
        int row = firstRow + i / 2 * LANES;
        if (has(token, row)) {
          System.arraycopy(results, i * LANES, out, index(token, row), rows(row));
        }
      }
    }

    private boolean has(int token, int row) {
      return token >= fromToken && token < toToken && row < toRow;
    }

    private int index(int token, int row) {
      return offset + token * stride + row;
    }

    private int rows(int row) {
      return Math.min(LANES, toRow - row);
    }
  }
}
