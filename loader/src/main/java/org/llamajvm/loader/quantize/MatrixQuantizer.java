package org.llamajvm.loader.quantize;

import static org.llamajvm.engine.tensor.InterleavedMatrix.BLOCK_ROWS;

import java.util.Arrays;

/**
 * Quantises rows of a matrix. Sixteen rows and as many groups of each as there are lanes are taken
 * at once and laid side by side. Used over and over by one thread; the result does not depend on
 * how a matrix is divided among threads.
 */
public final class MatrixQuantizer {

  private static final int GROUPS = GroupQuantizer.LANES / BLOCK_ROWS;

  private final GroupFormat format;
  private final int cols;
  private final GroupQuantizer groups;
  private final int stride;
  private final float[] tile; // (16, stride): GROUPS groups of each row, and a gap

  /**
   * For matrices of one width.
   *
   * @param cols elements of a row, a multiple of the group size
   * @throws IllegalArgumentException if the group size does not divide {@code cols}
   */
  public MatrixQuantizer(GroupFormat format, Rounding rounding, int cols) {
    if (cols % format.groupSize() != 0) {
      throw new IllegalArgumentException(
          "group size %d does not divide %d columns".formatted(format.groupSize(), cols));
    }
    this.format = format;
    this.cols = cols;
    this.groups = new GroupQuantizer(format, rounding);
    // the gap keeps the sixteen rows from falling on the same lines of the cache
    this.stride = GROUPS * format.groupSize() + 16;
    this.tile = new float[BLOCK_ROWS * stride];
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
    for (int row = 0; row < rows; row += BLOCK_ROWS) {
      int height = Math.min(BLOCK_ROWS, rows - row);
      for (int group = 0; group < rowGroups; group += GROUPS) {
        int width = Math.min(GROUPS, rowGroups - group);
        load(source, row, height, group, width);
        if (!groups.quantize()) {
          throw new ArithmeticException(
              "rows %d to %d hold NaN or infinity, or weights too large for scales of %s"
                  .formatted(row, row + height - 1, format.scaleType()));
        }
        for (int g = 0; g < width; g++) {
          write(to, row, height, group + g, g * BLOCK_ROWS);
          for (int r = 0; r < height; r++) {
            squaredError += groups.errors[g * BLOCK_ROWS + r];
            power += groups.powers[g * BLOCK_ROWS + r];
          }
        }
      }
    }
    return new QuantizationError(squaredError, power);
  }

  private void write(QuantizedRows to, int row, int height, int group, int lane) {
    int rowGroups = cols / format.groupSize();
    switch (to) {
      case QuantizedRows.Interleaved interleaved ->
          interleaved.write(
              format, groups, lane, height, (long) (row / BLOCK_ROWS) * rowGroups + group);
      case QuantizedRows.RowMajor rowMajor -> {
        for (int r = 0; r < height; r++) {
          rowMajor.write(format, groups, lane + r, (row + r) * (long) rowGroups + group);
        }
      }
    }
  }

  private void load(RowSource source, int row, int height, int group, int width) {
    int size = format.groupSize();
    if (height < BLOCK_ROWS || width < GROUPS) {
      Arrays.fill(tile, 0);
    }
    for (int r = 0; r < height; r++) {
      source.read(row + r, group * size, width * size, tile, r * stride);
    }
    for (int g = 0; g < GROUPS; g++) {
      for (int k = 0; k < size; k++) {
        transpose(tile, g * size + k, stride, groups.weights[k], g * BLOCK_ROWS);
      }
    }
  }

  private static void transpose(float[] from, int at, int stride, float[] to, int lane) {
    for (int r = 0; r < BLOCK_ROWS; r++) {
      to[lane + r] = from[at + r * stride];
    }
  }
}
