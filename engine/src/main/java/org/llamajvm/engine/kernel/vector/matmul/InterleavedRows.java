package org.llamajvm.engine.kernel.vector.matmul;

import static org.llamajvm.engine.tensor.InterleavedFormat.BLOCK_ROWS;
import static org.llamajvm.engine.tensor.InterleavedFormat.LINE_BYTES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedFormat;
import org.llamajvm.engine.tensor.InterleavedFormat.Factors;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Packing;

/** Rows of interleaved 4-bit groups. */
record InterleavedRows(InterleavedMatrix matrix) implements RowDecoder {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Whether groups are of this kind. */
  static boolean canDecode(InterleavedFormat format) {
    return format.packing() == Packing.FOUR && format.factors() == Factors.SCALE_AND_BIAS;
  }

  @Override
  public void decode(int row, float[] out, int offset) {
    int groupSize = matrix.format().groupSize();
    FloatType scaleType = matrix.format().scaleType();
    MemorySegment block =
        matrix.data().asSlice(row / BLOCK_ROWS * matrix.blockBytes(), matrix.blockBytes());
    int at = 4 * (row % BLOCK_ROWS);
    for (int column = 0; column < matrix.cols(); column += groupSize) {
      int scaleAndBias = block.get(INT, at + groupSize / 8 * LINE_BYTES);
      float scale = scaleType.decode(scaleAndBias & 0xFFFF);
      float bias = scaleType.decode(scaleAndBias >>> 16);
      for (int k = column; k < column + groupSize; k += 8 * Nibbles.WORDS) {
        int word = block.get(INT, at);
        int second = block.get(INT, at + LINE_BYTES * (Nibbles.WORDS - 1));
        Nibbles.decode(word, second, scale, bias, out, offset + k);
        at += LINE_BYTES * Nibbles.WORDS;
      }
      at += LINE_BYTES;
    }
  }
}
