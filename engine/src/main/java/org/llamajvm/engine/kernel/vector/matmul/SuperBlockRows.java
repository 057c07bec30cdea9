package org.llamajvm.engine.kernel.vector.matmul;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;
import static org.llamajvm.engine.kernel.vector.lanes.Width.NARROW_BYTES;
import static org.llamajvm.engine.kernel.vector.matmul.BlockLanes.PARTS;
import static org.llamajvm.engine.kernel.vector.matmul.BlockLanes.STEP;
import static org.llamajvm.engine.kernel.vector.matmul.BlockLanes.floats;
import static org.llamajvm.engine.kernel.vector.matmul.BlockLanes.half;
import static org.llamajvm.engine.kernel.vector.matmul.BlockLanes.unsigned;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.llamajvm.engine.kernel.vector.lanes.OffHeap;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.PartScales;

/** Rows of blocks of 256 weights: Q4_K, Q5_K and Q6_K. */
record SuperBlockRows(BlockMatrix matrix) implements RowDecoder {

  private static final int ELEMENTS = 256;

  /** Weights of a scale in Q4_K and Q5_K. */
  private static final int PART = 32;

  @Override
  public void decode(int row, float[] out, int offset) {
    MemorySegment data = OffHeap.of(matrix.data());
    long at = matrix.rowOffset(row);
    int end = offset + matrix.cols();
    int bytes = matrix.type().bytes();
    switch (matrix.type()) {
      case Q4_K -> {
        for (int to = offset; to < end; to += ELEMENTS, at += bytes) {
          q4k(data, at, out, to);
        }
      }
      case Q5_K -> {
        for (int to = offset; to < end; to += ELEMENTS, at += bytes) {
          q5k(data, at, out, to);
        }
      }
      case Q6_K -> {
        for (int to = offset; to < end; to += ELEMENTS, at += bytes) {
          q6k(data, at, out, to);
        }
      }
      default -> throw new IllegalStateException("no block of 256: " + matrix.type());
    }
  }

  private static void q4k(MemorySegment blocks, long at, float[] out, int to) {
    float d = half(blocks, at);
    float dmin = half(blocks, at + 2);
    for (int part = 0; part < ELEMENTS / PART; part++) {
      MemorySegment data = OffHeap.of(blocks);
      float scale = d * PartScales.scale(data, at + 4, part);
      float minimum = dmin * PartScales.minimum(data, at + 4, part);
      int codes = 16 + part / 2 * PART;
      int shift = part % 2 * 4;
      for (int k = 0; k < PART; k += STEP) {
        ByteVector stored =
            ByteVector.fromMemorySegment(NARROW_BYTES, data, at + codes + k, LITTLE_ENDIAN);
        for (int i = 0; i < PARTS; i++) {
          floats(nibbles(stored, i, shift))
              .mul(scale)
              .sub(minimum)
              .intoArray(out, to + part * PART + k + i * LANES);
        }
      }
    }
  }

  private static void q5k(MemorySegment blocks, long at, float[] out, int to) {
    float d = half(blocks, at);
    float dmin = half(blocks, at + 2);
    for (int part = 0; part < ELEMENTS / PART; part++) {
      MemorySegment data = OffHeap.of(blocks);
      float scale = d * PartScales.scale(data, at + 4, part);
      float minimum = dmin * PartScales.minimum(data, at + 4, part);
      int codes = 48 + part / 2 * PART;
      int shift = part % 2 * 4;
      for (int k = 0; k < PART; k += STEP) {
        ByteVector stored =
            ByteVector.fromMemorySegment(NARROW_BYTES, data, at + codes + k, LITTLE_ENDIAN);
        ByteVector fifths =
            ByteVector.fromMemorySegment(NARROW_BYTES, data, at + 16 + k, LITTLE_ENDIAN);
        for (int i = 0; i < PARTS; i++) {
          IntVector fifth =
              unsigned(fifths, i)
                  .lanewise(VectorOperators.LSHR, part)
                  .and(1)
                  .lanewise(VectorOperators.LSHL, 4);
          floats(nibbles(stored, i, shift).or(fifth))
              .mul(scale)
              .sub(minimum)
              .intoArray(out, to + part * PART + k + i * LANES);
        }
      }
    }
  }

  private static void q6k(MemorySegment blocks, long at, float[] out, int to) {
    float d = half(blocks, at + 208);
    for (int w = 0; w < ELEMENTS; w += STEP) {
      MemorySegment data = OffHeap.of(blocks);
      float scale = d * data.get(ValueLayout.JAVA_BYTE, at + 192 + w / 16);
      ByteVector low =
          ByteVector.fromMemorySegment(
              NARROW_BYTES, data, at + (w / 128 * 64 + w % 64), LITTLE_ENDIAN);
      ByteVector high =
          ByteVector.fromMemorySegment(
              NARROW_BYTES, data, at + (128 + w / 128 * 32 + w % 32), LITTLE_ENDIAN);
      for (int i = 0; i < PARTS; i++) {
        IntVector upper =
            unsigned(high, i)
                .lanewise(VectorOperators.LSHR, w / 32 % 4 * 2)
                .and(3)
                .lanewise(VectorOperators.LSHL, 4);
        floats(nibbles(low, i, w / 64 % 2 * 4).or(upper).sub(32))
            .mul(scale)
            .intoArray(out, to + w + i * LANES);
      }
    }
  }

  private static IntVector nibbles(ByteVector stored, int part, int shift) {
    return unsigned(stored, part).lanewise(VectorOperators.LSHR, shift).and(15);
  }
}
