package org.llamajvm.convert;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.engine.kernel.scalar.BlockRows;
import org.llamajvm.engine.tensor.BlockType;

/**
 * Looks for blocks of ggml that hold weights which are NaN or infinite. Only scales and minima can
 * make them so: codes are whole numbers.
 */
final class BlockCheck {

  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int FULL_EXPONENT = 0x7C00;

  /** By the standard the exponent of a block that is no number. */
  private static final int NO_NUMBER = 0xFF;

  /** From this exponent on, the largest codes of MXFP4 are beyond what a float holds. */
  private static final int LARGE = 0xFD;

  private static final int PIECE = 1 << 14;

  private final Progress progress;

  BlockCheck(Progress progress) {
    this.progress = progress;
  }

  /**
   * The number of the first block that is not finite.
   *
   * @param data whole blocks of any alignment
   */
  OptionalLong first(BlockType type, MemorySegment data) {
    int[] halves = type.halves();
    long blocks = data.byteSize() / type.bytes();
    for (long begin = 0; begin < blocks; begin += PIECE) {
      long end = Math.min(begin + PIECE, blocks);
      for (long block = begin; block < end; block++) {
        if (!isFinite(halves, data, block * type.bytes())) {
          return OptionalLong.of(block);
        }
      }
      progress.advance((end - begin) * type.bytes());
    }
    return OptionalLong.empty();
  }

  private static boolean isFinite(int[] halves, MemorySegment data, long at) {
    for (int place : halves) {
      if ((data.get(HALF, at + place) & FULL_EXPONENT) == FULL_EXPONENT) {
        return false;
      }
    }
    return halves.length > 0 || isFiniteMxfp4(data, at);
  }

  private static boolean isFiniteMxfp4(MemorySegment data, long at) {
    int exponent = data.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
    if (exponent < LARGE || exponent == NO_NUMBER) {
      return exponent < LARGE;
    }
    float[] weights = new float[BlockType.MXFP4.elements()];
    BlockRows.decode(BlockType.MXFP4, data, at, weights.length, weights, 0);
    for (float weight : weights) {
      if (!Float.isFinite(weight)) {
        return false;
      }
    }
    return true;
  }
}
