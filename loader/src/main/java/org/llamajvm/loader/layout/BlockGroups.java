package org.llamajvm.loader.layout;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedFormat;
import org.llamajvm.engine.tensor.InterleavedFormat.Factors;
import org.llamajvm.engine.tensor.Packing;

/**
 * Rows of ggml's blocks as groups with factors of two bytes.
 *
 * <p>No bit is lost of types with blocks of 32. Types with blocks of 256 have products of two
 * numbers for scales and biases. They are rounded to F16: by 2^-12 of their value at most, or by
 * 2^-25 where they are below 2^-14.
 */
abstract class BlockGroups implements GroupRows {

  /** Columns that share a scale in most types. */
  private static final int PART = 32;

  final BlockMatrix matrix;
  final InterleavedFormat format;
  private final int unitColumns;

  BlockGroups(BlockMatrix matrix) {
    this.matrix = matrix;
    format = format(matrix).orElseThrow();
    unitColumns = Math.max(matrix.type().elements(), format.groupSize());
  }

  /** The format that a matrix becomes; empty if it stays as it is. */
  static Optional<InterleavedFormat> format(BlockMatrix matrix) {
    return switch (matrix.type()) {
      case Q4_0 -> Optional.of(centred(Packing.FOUR, FloatType.F16, matrix.cols()));
      case Q5_0 -> Optional.of(centred(Packing.FIVE, FloatType.F16, matrix.cols()));
      case MXFP4 -> Optional.of(centred(Packing.FIVE, FloatType.BF16, matrix.cols()));
      case Q4_1, Q4_K -> Optional.of(affine(Packing.FOUR, FloatType.F16, PART));
      case Q5_1, Q5_K -> Optional.of(affine(Packing.FIVE, FloatType.F16, PART));
      case Q6_K -> Optional.of(halves(Packing.SIX, FloatType.F16, PART));
      case Q3_K -> Optional.of(halves(Packing.FOUR, FloatType.F16, PART));
      case Q2_K -> Optional.of(affine(Packing.FOUR, FloatType.F16, PART / 2));
      case Q8_0, IQ4_NL, IQ4_XS -> Optional.empty();
    };
  }

  /** Two parts with a scale each, or one with a scale and a bias where the parts are odd. */
  private static InterleavedFormat centred(Packing packing, FloatType scaleType, int cols) {
    return cols % (2 * PART) == 0
        ? halves(packing, scaleType, 2 * PART)
        : affine(packing, scaleType, PART);
  }

  private static InterleavedFormat halves(Packing packing, FloatType scaleType, int groupSize) {
    return new InterleavedFormat(packing, groupSize, scaleType, Factors.TWO_SCALES);
  }

  private static InterleavedFormat affine(Packing packing, FloatType scaleType, int groupSize) {
    return new InterleavedFormat(packing, groupSize, scaleType, Factors.SCALE_AND_BIAS);
  }

  /** The rows of a matrix; for one thread. */
  static BlockGroups of(BlockMatrix matrix) {
    return switch (matrix.type()) {
      case Q4_0, Q4_1, Q5_0, Q5_1, MXFP4 -> new SmallBlockGroups(matrix);
      case Q2_K, Q3_K, Q4_K, Q5_K, Q6_K -> new SuperBlockGroups(matrix);
      case Q8_0, IQ4_NL, IQ4_XS ->
          throw new IllegalArgumentException("no groups of few bits: " + matrix.type());
    };
  }

  @Override
  public final void read(int row, int[] codes, int[] factors) {
    int words = format.packing().words(unitColumns);
    int groups = unitColumns / format.groupSize();
    long bytes = matrix.type().rowBytes(unitColumns);
    long at = matrix.rowOffset(row);
    int code = 0;
    for (int factor = 0; factor < factors.length; factor += groups) {
      readCodes(matrix.data(), at, codes, code);
      readFactors(matrix.data(), at, factors, factor);
      code += words;
      at += bytes;
    }
  }

  final BlockType type() {
    return matrix.type();
  }

  /** Reads the codes of a block, or of the blocks of a group, from {@code at} on. */
  abstract void readCodes(MemorySegment data, long at, int[] codes, int to);

  /** Reads the factors of the groups of a block, or of the group that some blocks are. */
  abstract void readFactors(MemorySegment data, long at, int[] factors, int to);

  /** Two factors as F16. */
  static int pair(float low, float high) {
    return (Float.floatToFloat16(low) & 0xFFFF) | Float.floatToFloat16(high) << 16;
  }
}
