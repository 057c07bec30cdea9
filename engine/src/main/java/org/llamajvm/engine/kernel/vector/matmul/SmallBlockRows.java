package org.llamajvm.engine.kernel.vector.matmul;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.llamajvm.engine.kernel.vector.lanes.Width.INTS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;
import static org.llamajvm.engine.kernel.vector.lanes.Width.NARROW_BYTES;
import static org.llamajvm.engine.kernel.vector.matmul.BlockLanes.PARTS;
import static org.llamajvm.engine.kernel.vector.matmul.BlockLanes.STEP;
import static org.llamajvm.engine.kernel.vector.matmul.BlockLanes.floats;
import static org.llamajvm.engine.kernel.vector.matmul.BlockLanes.half;
import static org.llamajvm.engine.kernel.vector.matmul.BlockLanes.word;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.llamajvm.engine.kernel.vector.lanes.OffHeap;
import org.llamajvm.engine.tensor.BlockMatrix;

/** Rows of blocks of 32 weights: Q4_0, Q4_1, Q5_0, Q5_1 and Q8_0. */
record SmallBlockRows(BlockMatrix matrix) implements RowDecoder {

  private static final int ELEMENTS = 32;

  /** Bytes with a nibble of each half. */
  private static final int NIBBLES = 16;

  @Override
  public void decode(int row, float[] out, int offset) {
    MemorySegment data = OffHeap.of(matrix.data());
    long at = matrix.rowOffset(row);
    int end = offset + matrix.cols();
    int bytes = matrix.type().bytes();
    switch (matrix.type()) {
      case Q4_0 -> {
        for (int to = offset; to < end; to += ELEMENTS, at += bytes) {
          nibbles(data, at + 2, half(data, at), 8, 0, out, to);
        }
      }
      case Q4_1 -> {
        for (int to = offset; to < end; to += ELEMENTS, at += bytes) {
          nibbles(data, at + 4, half(data, at), 0, half(data, at + 2), out, to);
        }
      }
      case Q5_0 -> {
        for (int to = offset; to < end; to += ELEMENTS, at += bytes) {
          fives(data, at + 6, word(data, at + 2), half(data, at), 16, 0, out, to);
        }
      }
      case Q5_1 -> {
        for (int to = offset; to < end; to += ELEMENTS, at += bytes) {
          fives(data, at + 8, word(data, at + 4), half(data, at), 0, half(data, at + 2), out, to);
        }
      }
      case Q8_0 -> {
        for (int to = offset; to < end; to += ELEMENTS, at += bytes) {
          eights(data, at + 2, half(data, at), out, to);
        }
      }
      default -> throw new IllegalStateException("no block of 32: " + matrix.type());
    }
  }

  /** {@code d (code - middle) + m} of codes of four bits. */
  private static void nibbles(
      MemorySegment blocks, long at, float d, int middle, float m, float[] out, int to) {
    for (int k = 0; k < NIBBLES; k += STEP) {
      MemorySegment data = OffHeap.of(blocks);
      ByteVector stored = ByteVector.fromMemorySegment(NARROW_BYTES, data, at + k, LITTLE_ENDIAN);
      for (int part = 0; part < PARTS; part++) {
        IntVector pair = BlockLanes.unsigned(stored, part);
        int first = to + k + part * LANES;
        floats(pair.and(15).sub(middle)).mul(d).add(m).intoArray(out, first);
        floats(pair.lanewise(VectorOperators.LSHR, 4).sub(middle))
            .mul(d)
            .add(m)
            .intoArray(out, first + NIBBLES);
      }
    }
  }

  /** The same of codes of five bits; bit {@code w} of {@code high} is the highest of code w. */
  private static void fives(
      MemorySegment blocks, long at, int high, float d, int middle, float m, float[] out, int to) {
    IntVector lanes = IntVector.zero(INTS).addIndex(1);
    for (int k = 0; k < NIBBLES; k += STEP) {
      MemorySegment data = OffHeap.of(blocks);
      ByteVector stored = ByteVector.fromMemorySegment(NARROW_BYTES, data, at + k, LITTLE_ENDIAN);
      for (int part = 0; part < PARTS; part++) {
        int first = k + part * LANES;
        IntVector pair = BlockLanes.unsigned(stored, part);
        IntVector bits =
            IntVector.broadcast(INTS, high).lanewise(VectorOperators.LSHR, lanes.add(first));
        IntVector low = pair.and(15).or(fifth(bits));
        IntVector up =
            pair.lanewise(VectorOperators.LSHR, 4)
                .or(fifth(bits.lanewise(VectorOperators.LSHR, NIBBLES)));
        floats(low.sub(middle)).mul(d).add(m).intoArray(out, to + first);
        floats(up.sub(middle)).mul(d).add(m).intoArray(out, to + first + NIBBLES);
      }
    }
  }

  private static IntVector fifth(IntVector bits) {
    return bits.and(1).lanewise(VectorOperators.LSHL, 4);
  }

  private static void eights(MemorySegment blocks, long at, float d, float[] out, int to) {
    for (int k = 0; k < ELEMENTS; k += STEP) {
      MemorySegment data = OffHeap.of(blocks);
      ByteVector stored = ByteVector.fromMemorySegment(NARROW_BYTES, data, at + k, LITTLE_ENDIAN);
      for (int part = 0; part < PARTS; part++) {
        floats(BlockLanes.signed(stored, part)).mul(d).intoArray(out, to + k + part * LANES);
      }
    }
  }
}
