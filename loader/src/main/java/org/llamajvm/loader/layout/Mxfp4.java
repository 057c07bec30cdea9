package org.llamajvm.loader.layout;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.llamajvm.engine.tensor.BlockType;

/**
 * MXFP4 with codes and exponents apart, as safetensors files have it. Neighbours share a byte
 * there; in ggml's blocks an element shares it with the one 16 places on.
 */
public final class Mxfp4 {

  /** Elements of a block. */
  public static final int ELEMENTS = 32;

  /** Bytes of a block's codes. */
  public static final int CODE_BYTES = ELEMENTS / 2;

  private Mxfp4() {}

  /**
   * Writes a block in ggml's order.
   *
   * @param codes of all blocks
   * @param exponents of all blocks
   * @param from number of the block there
   * @param blocks gets it
   * @param to number of the block here
   */
  public static void join(
      MemorySegment codes, MemorySegment exponents, long from, MemorySegment blocks, long to) {
    long source = from * CODE_BYTES;
    long target = to * BlockType.MXFP4.bytes();
    blocks.set(ValueLayout.JAVA_BYTE, target, exponents.get(ValueLayout.JAVA_BYTE, from));
    for (int i = 0; i < CODE_BYTES / 2; i++) {
      int low = codes.get(ValueLayout.JAVA_BYTE, source + i);
      int high = codes.get(ValueLayout.JAVA_BYTE, source + CODE_BYTES / 2 + i);
      byte even = (byte) ((low & 0x0F) | (high & 0x0F) << 4);
      byte odd = (byte) ((low & 0xF0) >> 4 | (high & 0xF0));
      blocks.set(ValueLayout.JAVA_BYTE, target + 1 + 2L * i, even);
      blocks.set(ValueLayout.JAVA_BYTE, target + 2 + 2L * i, odd);
    }
  }
}
