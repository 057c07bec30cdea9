package org.llamajvm.engine.kernel.vector.matmul;

import static org.llamajvm.engine.kernel.vector.lanes.Width.BITS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.INTS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;
import static org.llamajvm.engine.kernel.vector.lanes.Width.SHORTS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.SHORT_LANES;
import static org.llamajvm.engine.kernel.vector.matmul.CodeLanes.broadcast;
import static org.llamajvm.engine.kernel.vector.matmul.CodePanels.PANEL;
import static org.llamajvm.engine.tensor.InterleavedFormat.BLOCK_ROWS;
import static org.llamajvm.engine.tensor.InterleavedFormat.LINE_BYTES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import org.llamajvm.engine.kernel.Product;
import org.llamajvm.engine.kernel.vector.lanes.OffHeap;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.InterleavedFormat.Factors;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Packing;

/**
 * Interleaved weights times many tokens. Two blocks of rows are unpacked once: a step of the tile
 * is a pair of columns, with two 16-bit lanes for each of the {@value #ROWS} rows. Then, two
 * vectors of rows and a panel of tokens at a time, the 16-bit sums of all groups are put by, and a
 * second loop turns them into floats: in a method of its own, because the compiler gives up on one
 * that calls the Vector API too often.
 */
final class InterleavedTile {

  /** Rows of a tile. */
  static final int ROWS = 2 * BLOCK_ROWS;

  private static final int STEP = 2 * ROWS;

  private static final short ONE_BIT = 1;
  private static final short TWO_BITS = 3;
  private static final short FOUR_BITS = 15;
  private static final short FIVE_BITS = 31;
  private static final short SIX_BITS = 63;

  /** Sums that one pass over the columns leaves for a group: two vectors for each token. */
  private static final int PASS = 2 * PANEL * SHORT_LANES;

  /** Columns whose part of the tile, of the sums and of a panel stay in the nearest caches. */
  private static final int CHUNK_COLS = 2048;

  private final InterleavedMatrix matrix;
  private final Product product;
  private final CodePanels in;
  private final ScaleDecoder decoder;
  private final int groups;
  private final int groupSteps;
  private final int chunkGroups;
  private final short[] tile; // (cols / 2, ROWS, 2)
  private final float[] factors; // (groups, 2, ROWS): scales, then biases with the centre
  private final short[] sums; // (groups, 2, PANEL, SHORT_LANES)
  private final float[] results; // (PANEL, ROWS)

  InterleavedTile(
      InterleavedMatrix matrix,
      Product product,
      CodePanels in,
      ScaleDecoder decoder,
      Scratch scratch) {
    this.matrix = matrix;
    this.product = product;
    this.in = in;
    this.decoder = decoder;
    groups = in.count();
    groupSteps = in.groups().columns() / 2;
    chunkGroups = CHUNK_COLS / in.groups().columns();
    int most = Math.min(chunkGroups, groups);
    tile = scratch.shorts(most * groupSteps * STEP);
    factors = scratch.floats(most * 2 * ROWS);
    sums = scratch.moreShorts(most * PASS);
    results = scratch.moreFloats(PANEL * ROWS);
  }

  /** Multiplies a range of rows by all tokens. */
  void multiply(int fromRow, int toRow) {
    for (int row = fromRow; row < toRow; row += ROWS) {
      int rows = Math.min(ROWS, toRow - row);
      for (int from = 0; from < groups; from += chunkGroups) {
        int to = Math.min(from + chunkGroups, groups);
        unpack(row, from, to);
        for (int panel = 0; panel < product.tokens(); panel += PANEL) {
          if (from == 0) {
            Arrays.fill(results, 0, PANEL * ROWS, 0);
          } else {
            load(row, rows, panel);
          }
          multiplyPanel(panel, from, to);
          store(row, rows, panel);
        }
      }
    }
  }

  /** Takes up the results of a panel for the rows that were asked for. */
  private void load(int row, int rows, int panel) {
    for (int i = 0; i < PANEL && panel + i < product.tokens(); i++) {
      int source = product.outIndex(panel + i, row);
      System.arraycopy(product.out(), source, results, i * ROWS, rows);
    }
  }

  private void store(int row, int rows, int panel) {
    for (int i = 0; i < PANEL && panel + i < product.tokens(); i++) {
      int target = product.outIndex(panel + i, row);
      System.arraycopy(results, i * ROWS, product.out(), target, rows);
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
    int xGroupsPerGroup = matrix.format().groupSize() / in.groups().columns();
    int groupBytes = matrix.format().groupBytes();
    long at = (long) from / xGroupsPerGroup * groupBytes;
    for (int group = 0; group < to - from; group += xGroupsPerGroup) {
      unpackCodes(block, at, group * groupSteps * STEP + 2 * firstRow);
      at += groupBytes;
      for (int i = 0; i < xGroupsPerGroup; i++) {
        int factor = (group + i) * 2 * ROWS + firstRow;
        if (matrix.format().factors() == Factors.TWO_SCALES) {
          unpackScale(block, at - LINE_BYTES, i >= xGroupsPerGroup / 2, factor);
        } else {
          unpackFactors(block, at - LINE_BYTES, factor);
        }
      }
    }
  }

  private void unpackCodes(MemorySegment block, long from, int target) {
    Packing packing = matrix.format().packing();
    int runSteps = packing.columns() / 2 * STEP;
    int runBytes = packing.words() * LINE_BYTES;
    long end = from + (long) matrix.format().codeLines() * LINE_BYTES;
    int to = target;
    for (long at = from; at < end; at += runBytes) {
      switch (packing) {
        case FOUR -> unpackFours(block, at, to);
        case FIVE -> unpackFives(block, at, to);
        case SIX -> unpackSixes(block, at, to);
      }
      to += runSteps;
    }
  }

  private void unpackFours(MemorySegment block, long at, int target) {
    for (int i = 0; i < LINE_BYTES / 2; i += SHORT_LANES) {
      MemorySegment data = OffHeap.of(block);
      ShortVector words =
          ShortVector.fromMemorySegment(SHORTS, data, at + 2L * i, ByteOrder.LITTLE_ENDIAN);
      CodeLanes.plane(words, 0, FOUR_BITS).intoArray(tile, target + i);
      CodeLanes.plane(words, 4, FOUR_BITS).intoArray(tile, target + STEP + i);
      CodeLanes.plane(words, 8, FOUR_BITS).intoArray(tile, target + 2 * STEP + i);
      CodeLanes.plane(words, 12, FOUR_BITS).intoArray(tile, target + 3 * STEP + i);
    }
  }

  /** Bit {@code w} of the last pair is the uppermost of word {@code w}. */
  private void unpackFives(MemorySegment block, long from, int target) {
    for (int i = 0; i < LINE_BYTES / 2; i += SHORT_LANES) {
      ShortVector last = ShortVector.zero(SHORTS);
      int to = target + i;
      for (int word = 0; word < 5; word++) {
        MemorySegment data = OffHeap.of(block);
        long at = from + 4L * word * BLOCK_ROWS + 2L * i;
        ShortVector words =
            ShortVector.fromMemorySegment(SHORTS, data, at, ByteOrder.LITTLE_ENDIAN);
        CodeLanes.plane(words, 0, FIVE_BITS).intoArray(tile, to);
        CodeLanes.plane(words, 5, FIVE_BITS).intoArray(tile, to + STEP);
        CodeLanes.plane(words, 10, FIVE_BITS).intoArray(tile, to + 2 * STEP);
        last = last.or(CodeLanes.plane(words, 15, ONE_BIT).lanewise(VectorOperators.LSHL, word));
        to += 3 * STEP;
      }
      last.intoArray(tile, to);
    }
  }

  /** Bits {@code 2 w} and above of the last two pairs are the uppermost four of word {@code w}. */
  private void unpackSixes(MemorySegment block, long from, int target) {
    for (int i = 0; i < LINE_BYTES / 2; i += SHORT_LANES) {
      ShortVector last = ShortVector.zero(SHORTS);
      ShortVector afterLast = last;
      int to = target + i;
      for (int word = 0; word < 3; word++) {
        MemorySegment data = OffHeap.of(block);
        long at = from + 4L * word * BLOCK_ROWS + 2L * i;
        ShortVector words =
            ShortVector.fromMemorySegment(SHORTS, data, at, ByteOrder.LITTLE_ENDIAN);
        CodeLanes.plane(words, 0, SIX_BITS).intoArray(tile, to);
        CodeLanes.plane(words, 6, SIX_BITS).intoArray(tile, to + STEP);
        int bit = 2 * word;
        last = last.or(CodeLanes.plane(words, 12, TWO_BITS).lanewise(VectorOperators.LSHL, bit));
        afterLast =
            afterLast.or(CodeLanes.plane(words, 14, TWO_BITS).lanewise(VectorOperators.LSHL, bit));
        to += 2 * STEP;
      }
      last.intoArray(tile, to);
      afterLast.intoArray(tile, to + STEP);
    }
  }

  /** A scale and a bias, which gets the centre of the codes. */
  private void unpackFactors(MemorySegment block, long at, int target) {
    float power = decoder.factor() * decoder.rest();
    FloatVector centre = FloatVector.broadcast(FLOATS, matrix.format().packing().centre());
    for (int i = 0; i < BLOCK_ROWS; i += LANES) {
      MemorySegment data = OffHeap.of(block);
      IntVector words =
          IntVector.fromMemorySegment(INTS, data, at + 4L * i, ByteOrder.LITTLE_ENDIAN);
      FloatVector scale = decoder.low(words).mul(power);
      FloatVector bias = decoder.high(words).mul(power);
      scale.intoArray(factors, target + i);
      scale.fma(centre, bias).intoArray(factors, target + ROWS + i);
    }
  }

  /** One of two scales; what is added is nothing. */
  private void unpackScale(MemorySegment block, long at, boolean isSecond, int target) {
    float power = decoder.factor() * decoder.rest();
    int shift = isSecond ? 0 : 16;
    for (int i = 0; i < BLOCK_ROWS; i += LANES) {
      MemorySegment data = OffHeap.of(block);
      IntVector words =
          IntVector.fromMemorySegment(INTS, data, at + 4L * i, ByteOrder.LITTLE_ENDIAN);
      decoder
          .high(words.lanewise(VectorOperators.LSHL, shift))
          .mul(power)
          .intoArray(factors, target + i);
      FloatVector.zero(FLOATS).intoArray(factors, target + ROWS + i);
    }
  }

  /** Adds the products of a chunk of groups with a panel of tokens to the results. */
  private void multiplyPanel(int panel, int from, int to) {
    for (int lane = 0; lane < ROWS; lane += 2 * LANES) {
      sumGroups(panel, lane, from, to);
      for (int i = 0; i < PANEL; i += 2) {
        combine(i, lane, panel + i, from, to);
      }
    }
  }

  /** Sums of a chunk of groups, of two vectors of rows from {@code lane} on, of a panel. */
  private void sumGroups(int panel, int lane, int from, int to) {
    int at = 2 * lane;
    int code = in.codeIndex(panel, from * groupSteps);
    int start = in.startIndex(panel, from);
    for (int sum = 0; sum < (to - from) * PASS; sum += PASS) {
      multiplyGroup(tile, at, groupSteps, in.codes(), code, 1, in.starts(), start, sums, sum);
      at += groupSteps * STEP;
      code += groupSteps * PANEL;
      start += PANEL;
    }
  }

  /**
   * Sums of a group. Each pair of codes has an index that the compiler does not know to be the one
   * after another, unless there are registers enough: it would load the pairs of all tokens before
   * it needs them, and with 16 registers some sums would go to the stack and back in every step.
   *
   * @param next the number one
   */
  private static void multiplyGroup(
      short[] tile,
      int at,
      int steps,
      int[] codes,
      int code,
      int next,
      int[] starts,
      int start,
      short[] sums,
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
    int step = BITS == 512 ? 1 : next;
    int end = at + steps * STEP;
    while (at != end) {
      ShortVector a = ShortVector.fromArray(SHORTS, tile, at);
      ShortVector b = ShortVector.fromArray(SHORTS, tile, at + SHORT_LANES);
      ShortVector x = broadcast(codes[code]);
      a0 = a0.add(a.mul(x));
      b0 = b0.add(b.mul(x));
      x = broadcast(codes[code + step]);
      a1 = a1.add(a.mul(x));
      b1 = b1.add(b.mul(x));
      x = broadcast(codes[code + 2 * step]);
      a2 = a2.add(a.mul(x));
      b2 = b2.add(b.mul(x));
      x = broadcast(codes[code + 3 * step]);
      a3 = a3.add(a.mul(x));
      b3 = b3.add(b.mul(x));
      x = broadcast(codes[code + 4 * step]);
      a4 = a4.add(a.mul(x));
      b4 = b4.add(b.mul(x));
      x = broadcast(codes[code + 5 * step]);
      a5 = a5.add(a.mul(x));
      b5 = b5.add(b.mul(x));
      at += STEP;
      code += PANEL;
    }
    a0.intoArray(sums, target);
    a1.intoArray(sums, target + SHORT_LANES);
    a2.intoArray(sums, target + 2 * SHORT_LANES);
    a3.intoArray(sums, target + 3 * SHORT_LANES);
    a4.intoArray(sums, target + 4 * SHORT_LANES);
    a5.intoArray(sums, target + 5 * SHORT_LANES);
    b0.intoArray(sums, target + 6 * SHORT_LANES);
    b1.intoArray(sums, target + 7 * SHORT_LANES);
    b2.intoArray(sums, target + 8 * SHORT_LANES);
    b3.intoArray(sums, target + 9 * SHORT_LANES);
    b4.intoArray(sums, target + 10 * SHORT_LANES);
    b5.intoArray(sums, target + 11 * SHORT_LANES);
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
    int at = i * SHORT_LANES;
    int factor = lane;
    int result = i * ROWS + lane;
    FloatVector a0 = FloatVector.fromArray(FLOATS, results, result);
    FloatVector b0 = FloatVector.fromArray(FLOATS, results, result + LANES);
    FloatVector a1 = FloatVector.fromArray(FLOATS, results, result + ROWS);
    FloatVector b1 = FloatVector.fromArray(FLOATS, results, result + ROWS + LANES);
    for (int end = x0 + to - from; x0 < end; x0++) {
      FloatVector a = FloatVector.fromArray(FLOATS, factors, factor);
      FloatVector b = FloatVector.fromArray(FLOATS, factors, factor + LANES);
      FloatVector x = FloatVector.broadcast(FLOATS, scales[x0]);
      a0 = integers(sums, at).fma(a.mul(x), a0);
      b0 = integers(sums, at + PANEL * SHORT_LANES).fma(b.mul(x), b0);
      x = FloatVector.broadcast(FLOATS, scales[x1]);
      a1 = integers(sums, at + SHORT_LANES).fma(a.mul(x), a1);
      b1 = integers(sums, at + (PANEL + 1) * SHORT_LANES).fma(b.mul(x), b1);
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
    a0.intoArray(results, result);
    b0.intoArray(results, result + LANES);
    a1.intoArray(results, result + ROWS);
    b1.intoArray(results, result + ROWS + LANES);
  }

  /** The sums of both halves of the lanes. */
  static FloatVector integers(short[] sums, int at) {
    return floats(addHalves(ShortVector.fromArray(SHORTS, sums, at).reinterpretAsInts()));
  }

  /** Of what fits 16 bits. */
  private static IntVector addHalves(IntVector words) {
    return words.add(words.lanewise(VectorOperators.LSHL, 16)).lanewise(VectorOperators.ASHR, 16);
  }

  private static FloatVector floats(IntVector integers) {
    return (FloatVector) integers.convertShape(VectorOperators.I2F, FLOATS, 0);
  }
}
