package org.llamajvm.engine.kernel;

import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Packing;

/**
 * How inputs are grouped for a matrix whose codes are packed in some way: such that the sum of a
 * group, with centred weights, always fits 16 bits.
 *
 * @param packing of the weights
 * @param columns that share a scale in the inputs
 */
public record Int8Groups(Packing packing, int columns) {

  /** The groups for a matrix: no more columns than share a scale in it. */
  public static Int8Groups of(InterleavedMatrix matrix) {
    Packing packing = matrix.format().packing();
    int columns =
        switch (packing) {
          case FOUR -> {
            int shared = matrix.scaleColumns();
            yield shared % 64 == 0 ? 64 : shared % 32 == 0 ? 32 : 16;
          }
          case FIVE, SIX -> packing.columns();
        };
    return new Int8Groups(packing, columns);
  }

  /** Words that the codes of a group take in a row of the weights. */
  public int words() {
    return packing.words(columns);
  }

  /** Groups of a row of so many columns. */
  public int count(int cols) {
    if (cols % columns != 0) {
      throw new IllegalArgumentException(
          "Groups of %d do not divide %d columns".formatted(columns, cols));
    }
    return cols / columns;
  }

  /**
   * The largest sum of the magnitudes of a group's codes. Centred weights have a magnitude of
   * {@link Packing#centre} at most.
   */
  public int most() {
    return Short.MAX_VALUE / packing.centre();
  }

  /**
   * Where the sum of a group starts, if weights are not centred: it then ends as that of centred
   * ones, modulo 2^16.
   *
   * @param sum of the codes
   */
  public int start(int sum) {
    return -packing.centre() * sum & 0xFFFF;
  }
}
