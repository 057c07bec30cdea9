package org.llamajvm.loader.layout;

import java.lang.foreign.MemorySegment;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.InterleavedFormat;
import org.llamajvm.engine.tensor.InterleavedFormat.Factors;
import org.llamajvm.engine.tensor.Layouts;
import org.llamajvm.engine.tensor.Packing;

/** Rows of up to 6 bits as MLX stores them; codes of 2 and 3 bits get fields of 4. */
final class AffineGroups implements GroupRows {

  private final AffineMatrix matrix;
  private final Packing packing;
  private final long[] eights; // of a row: eight codes each, one a byte
  private final short[] scales; // (groups)
  private final short[] biases; // (groups)

  AffineGroups(AffineMatrix matrix) {
    this.matrix = matrix;
    packing = format(matrix).packing();
    eights = new long[matrix.cols() / 8];
    scales = new short[matrix.cols() / matrix.groupSize()];
    biases = new short[scales.length];
  }

  /** The format that a matrix becomes. */
  static InterleavedFormat format(AffineMatrix matrix) {
    Packing packing =
        switch (matrix.bits()) {
          case 2, 3, 4 -> Packing.FOUR;
          case 5 -> Packing.FIVE;
          case 6 -> Packing.SIX;
          default -> throw new IllegalArgumentException("no packing of " + matrix.bits() + " bits");
        };
    return new InterleavedFormat(
        packing, matrix.groupSize(), matrix.scaleType(), Factors.SCALE_AND_BIAS);
  }

  @Override
  public void read(int row, int[] codes, int[] factors) {
    if (matrix.bits() == 4) {
      int words = matrix.cols() / 8;
      MemorySegment.copy(matrix.codes(), Layouts.INT, (long) row * words * 4, codes, 0, words);
    } else {
      for (int i = 0; i < eights.length; i++) {
        eights[i] = matrix.eightCodes(row, 8 * i);
      }
      packing.pack(eights, eights.length, codes, 0);
    }
    int groups = scales.length;
    long at = (long) row * groups * 2;
    MemorySegment.copy(matrix.scales(), Layouts.SHORT, at, scales, 0, groups);
    MemorySegment.copy(matrix.biases(), Layouts.SHORT, at, biases, 0, groups);
    for (int i = 0; i < groups; i++) {
      factors[i] = (scales[i] & 0xFFFF) | biases[i] << 16;
    }
  }
}
