package org.llamajvm.engine.kernel.vector.matmul;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.llamajvm.engine.tensor.AffineMatrix;

/** Rows of 4-bit affine groups. */
record Affine4Rows(AffineMatrix matrix) implements RowDecoder {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @Override
  public void decode(int row, float[] out, int offset) {
    int cols = matrix.cols();
    int groupSize = matrix.groupSize();
    MemorySegment codes = matrix.codes().asSlice((long) row * cols / 2, cols / 2);
    GroupFloats floats = new GroupFloats(matrix, row);
    for (int group = 0; group < cols / groupSize; group++) {
      float scale = floats.scale(group);
      float bias = floats.bias(group);
      int end = (group + 1) * groupSize;
      for (int k = group * groupSize; k < end; k += 8 * Nibbles.WORDS) {
        int word = codes.get(INT, k / 2);
        int second = codes.get(INT, k / 2 + 4 * (Nibbles.WORDS - 1));
        Nibbles.decode(word, second, scale, bias, out, offset + k);
      }
    }
  }
}
