package org.llamajvm.convert.quantize;

import static org.llamajvm.engine.kernel.GroupKernel.LANES;

import java.util.Arrays;
import org.llamajvm.engine.kernel.GroupKernel;

/**
 * Quantises rows of a matrix, a group of each of sixteen rows at once. Used over and over by one
 * thread; the result does not depend on how a matrix is divided among threads.
 */
public final class MatrixQuantizer {

  /** Groups of a row that are read at once. */
  private static final int GROUPS = 8;

  private final GroupFormat format;
  private final int cols;
  private final GroupQuantizer groups;
  private final int stride;
  private final float[] tile; // (lanes, stride): GROUPS groups of each row, and a gap

  /**
   * For matrices of one width.
   *
   * @param kernel does the arithmetic
   * @param cols elements of a row, a multiple of the group size
   * @throws IllegalArgumentException if the group size does not divide {@code cols}
   */
  public MatrixQuantizer(GroupFormat format, Rounding rounding, GroupKernel kernel, int cols) {
    if (cols % format.groupSize() != 0) {
      throw new IllegalArgumentException(
          "group size %d does not divide %d columns".formatted(format.groupSize(), cols));
    }
    this.format = format;
    this.cols = cols;
    this.groups = new GroupQuantizer(format, rounding, kernel);
    // the gap keeps the sixteen rows from falling on the same lines of the cache
    this.stride = GROUPS * format.groupSize() + 16;
    this.tile = new float[LANES * stride];
  }

  /**
   * Quantises rows {@code 0 … rows - 1} of the source.
   *
   * @param to receives them; an interleaved destination begins a block with row 0
   * @return how much was lost
   * @throws ArithmeticException if a weight is NaN or infinite, or too large for the scale type
   */
  public QuantizationError quantize(RowSource source, int rows, QuantizedRows to) {
    double squaredError = 0;
    double power = 0;
    int rowGroups = cols / format.groupSize();
    for (int row = 0; row < rows; row += LANES) {
      int height = Math.min(LANES, rows - row);
      for (int first = 0; first < rowGroups; first += GROUPS) {
        int width = Math.min(GROUPS, rowGroups - first);
        read(source, row, height, first, width);
        for (int g = 0; g < width; g++) {
          groups.gather(tile, g * format.groupSize(), stride);
          if (!groups.quantize()) {
            throw new ArithmeticException(
                "rows %d to %d hold NaN or infinity, or weights too large for scales of %s"
                    .formatted(row, row + height - 1, format.scaleType()));
          }
          write(to, row, height, first + g);
          for (int r = 0; r < height; r++) {
            squaredError += groups.errors[r];
            power += groups.powers[r];
          }
        }
      }
    }
    return new QuantizationError(squaredError, power);
  }

  private void read(RowSource source, int row, int height, int group, int width) {
    int size = format.groupSize();
    if (height < LANES) {
      Arrays.fill(tile, 0);
    }
    for (int r = 0; r < height; r++) {
      source.read(row + r, group * size, width * size, tile, r * stride);
    }
  }

  private void write(QuantizedRows to, int row, int height, int group) {
    int rowGroups = cols / format.groupSize();
    switch (to) {
      case QuantizedRows.Interleaved interleaved ->
          interleaved.write(format, groups, height, (long) (row / LANES) * rowGroups + group);
      case QuantizedRows.RowMajor rowMajor -> {
        for (int r = 0; r < height; r++) {
          rowMajor.write(format, groups, r, (row + r) * (long) rowGroups + group);
        }
      }
    }
  }
}
