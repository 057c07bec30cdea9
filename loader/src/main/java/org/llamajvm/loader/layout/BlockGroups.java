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
 * Rows of ggml's blocks as groups of 32 with factors of two bytes.
 *
 * <p>No bit is lost of types with blocks of 32, unless eight or sixteen times a scale is beyond
 * F16. Types with blocks of 256 have products of two numbers for scales and biases. They are
 * rounded to F16: by 2^-12 of their value at most, or by 2^-25 where they are below 2^-14.
 */
abstract class BlockGroups implements GroupRows {

  static final int GROUP = 32;

  private final BlockMatrix matrix;
  private final InterleavedFormat format;
  private final long[] eights; // of a block: eight codes each, one a byte
  private final int[] factors; // of a block: (groups)

  BlockGroups(BlockMatrix matrix) {
    this.matrix = matrix;
    format = format(matrix.type()).orElseThrow();
    eights = new long[matrix.type().elements() / 8];
    factors = new int[matrix.type().elements() / GROUP];
  }

  /** The format that blocks of a type become; empty if they stay as they are. */
  static Optional<InterleavedFormat> format(BlockType type) {
    return switch (type) {
      case Q4_0, Q4_1, Q4_K -> Optional.of(InterleavedFormat.affine4(GROUP, FloatType.F16));
      case Q5_0, Q5_1, Q5_K -> format(Packing.FIVE, FloatType.F16, Factors.SCALE_AND_BIAS);
      case MXFP4 -> format(Packing.FIVE, FloatType.BF16, Factors.SCALE_AND_BIAS);
      case Q6_K -> format(Packing.SIX, FloatType.F16, Factors.TWO_SCALES);
      case Q3_K -> format(Packing.FOUR, FloatType.F16, Factors.TWO_SCALES);
      case Q8_0, Q2_K, IQ4_NL, IQ4_XS -> Optional.empty();
    };
  }

  private static Optional<InterleavedFormat> format(
      Packing packing, FloatType scaleType, Factors factors) {
    return Optional.of(new InterleavedFormat(packing, GROUP, scaleType, factors));
  }

  /** The rows of a matrix; for one thread. */
  static BlockGroups of(BlockMatrix matrix) {
    return switch (matrix.type()) {
      case Q4_0, Q4_1, Q5_0, Q5_1, MXFP4 -> new SmallBlockGroups(matrix);
      case Q3_K, Q4_K, Q5_K, Q6_K -> new SuperBlockGroups(matrix);
      case Q8_0, Q2_K, IQ4_NL, IQ4_XS ->
          throw new IllegalArgumentException("no groups of few bits: " + matrix.type());
    };
  }

  @Override
  public final void read(int row, int[] codes, short[] low, short[] high) {
    BlockType type = matrix.type();
    int words = format.packing().words(type.elements());
    int blocks = matrix.cols() / type.elements();
    long at = matrix.rowOffset(row);
    for (int block = 0; block < blocks; block++) {
      readCodes(matrix.data(), at, eights);
      format.packing().pack(eights, eights.length, codes, block * words);
      readFactors(matrix.data(), at, factors);
      for (int part = 0; part < factors.length; part++) {
        low[block * factors.length + part] = (short) factors[part];
        high[block * factors.length + part] = (short) (factors[part] >>> 16);
      }
      at += type.bytes();
    }
  }

  final BlockType type() {
    return matrix.type();
  }

  /**
   * Reads the codes of a block.
   *
   * @param at the block
   * @param eights gets eight codes each, the first in the lowest byte
   */
  abstract void readCodes(MemorySegment data, long at, long[] eights);

  /** Reads the factors of a block's groups. */
  abstract void readFactors(MemorySegment data, long at, int[] factors);

  /** Two factors as F16. */
  static int pair(float low, float high) {
    return (Float.floatToFloat16(low) & 0xFFFF) | Float.floatToFloat16(high) << 16;
  }
}
