package org.llamajvm.engine.kernel.scalar;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.llamajvm.engine.tensor.BlockType;

/**
 * Rows of ggml's blocks as float32: the meaning of every {@link BlockType}, bit for bit what ggml's
 * own conversion gives. Scales are multiplied with each other first, then with the code; a minimum
 * is taken off last.
 */
public final class BlockRows {

  /** Decodes the block at byte {@code at} of {@code data} to {@code out[to…]}. */
  @FunctionalInterface
  private interface Decoder {
    void decode(MemorySegment data, long at, float[] out, int to);
  }

  private BlockRows() {}

  /**
   * Decodes one row.
   *
   * @param data memory in which the row begins at byte {@code offset}; any alignment
   * @param cols weights in the row, a multiple of the block's
   * @param out gets (cols) floats from {@code outOffset} on
   * @throws IllegalArgumentException if {@code cols} is not a multiple of the block's elements
   * @throws IndexOutOfBoundsException if the row lies partly outside {@code data}, or {@code out}
   *     has no room for it
   */
  public static void decode(
      BlockType type, MemorySegment data, long offset, int cols, float[] out, int outOffset) {
    Objects.checkFromIndexSize(offset, type.rowBytes(cols), data.byteSize());
    Objects.checkFromIndexSize(outOffset, cols, out.length);
    Decoder decoder = decoder(type);
    long at = offset;
    for (int k = 0; k < cols; k += type.elements()) {
      decoder.decode(data, at, out, outOffset + k);
      at += type.bytes();
    }
  }

  private static Decoder decoder(BlockType type) {
    return switch (type) {
      case Q4_0 -> SmallBlocks::q40;
      case Q4_1 -> SmallBlocks::q41;
      case Q5_0 -> SmallBlocks::q50;
      case Q5_1 -> SmallBlocks::q51;
      case Q8_0 -> SmallBlocks::q80;
      case IQ4_NL -> SmallBlocks::iq4nl;
      case MXFP4 -> SmallBlocks::mxfp4;
      case Q2_K -> SuperBlocks::q2k;
      case Q3_K -> SuperBlocks::q3k;
      case Q4_K -> SuperBlocks::q4k;
      case Q5_K -> SuperBlocks::q5k;
      case Q6_K -> SuperBlocks::q6k;
      case IQ4_XS -> SuperBlocks::iq4xs;
    };
  }
}
