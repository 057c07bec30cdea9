package org.llamajvm.loader.layout;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.llamajvm.engine.tensor.AffineMatrix;

/** Rows of 4 bits as MLX stores them. */
record AffineGroups(AffineMatrix matrix) implements GroupRows {

  private static final ValueLayout.OfInt WORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @Override
  public void read(int row, int[] codes, short[] low, short[] high) {
    long at = row;
    int words = matrix.cols() / 8;
    int groups = matrix.cols() / matrix.groupSize();
    MemorySegment.copy(matrix.codes(), WORD, at * words * 4, codes, 0, words);
    MemorySegment.copy(matrix.scales(), HALF, at * groups * 2, low, 0, groups);
    MemorySegment.copy(matrix.biases(), HALF, at * groups * 2, high, 0, groups);
  }
}
