package org.llamajvm.convert.block;

import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Set;
import org.llamajvm.convert.quantize.QuantizationError;
import org.llamajvm.engine.kernel.scalar.BlockRows;
import org.llamajvm.engine.tensor.BlockType;

/**
 * Rounds rows of weights to blocks of ggml. Used over and over by one thread; what becomes of a row
 * depends on nothing else.
 */
public final class BlockQuantizer {

  /** The types that can be written. */
  public static final Set<BlockType> TYPES =
      Set.copyOf(
          EnumSet.of(
              BlockType.Q4_0,
              BlockType.Q4_1,
              BlockType.Q5_0,
              BlockType.Q5_1,
              BlockType.Q8_0,
              BlockType.Q4_K,
              BlockType.Q5_K,
              BlockType.Q6_K));

  /** The largest number of F16: no scale is larger than the weights. */
  private static final float LARGEST = 65504;

  private final BlockType type;
  private final int cols;
  private final BlockEncoder encoder;
  private final float[] decoded;

  /**
   * For rows of one width.
   *
   * @param type one of {@link #TYPES}
   * @param cols weights of a row, a multiple of the block's
   * @throws IllegalArgumentException if the type cannot be written, or its elements do not divide
   *     {@code cols}
   */
  public BlockQuantizer(BlockType type, int cols) {
    type.rowBytes(cols);
    this.type = type;
    this.cols = cols;
    this.decoded = new float[cols];
    this.encoder =
        switch (type) {
          case Q4_0 -> new SignedBlocks(cols, 4);
          case Q5_0 -> new SignedBlocks(cols, 5);
          case Q8_0 -> new ByteBlocks(cols);
          case Q4_1 -> new AffineBlocks(cols, 4);
          case Q5_1 -> new AffineBlocks(cols, 5);
          case Q4_K -> new AffineSuperBlocks(cols, 4);
          case Q5_K -> new AffineSuperBlocks(cols, 5);
          case Q6_K -> new SignedSuperBlocks(cols);
          case Q2_K, Q3_K, IQ4_NL, IQ4_XS, MXFP4 ->
              throw new IllegalArgumentException(type + " can be read only");
        };
  }

  /**
   * Rounds a row.
   *
   * @param row (cols) weights
   * @param to receives the blocks from byte {@code at} on
   * @return what was lost
   * @throws ArithmeticException if a weight is NaN, or beyond the range of F16
   */
  public QuantizationError quantize(float[] row, MemorySegment to, long at) {
    for (float weight : row) {
      if (!(Math.abs(weight) <= LARGEST)) {
        throw new ArithmeticException(
            "it holds %s, which is no number or beyond the range of F16".formatted(weight));
      }
    }
    encoder.encode(row, to, at);
    BlockRows.decode(type, to, at, cols, decoded, 0);
    double squaredError = 0;
    double power = 0;
    for (int i = 0; i < cols; i++) {
      double difference = (double) row[i] - decoded[i];
      squaredError += difference * difference;
      power += (double) row[i] * row[i];
    }
    return new QuantizationError(squaredError, power);
  }
}
