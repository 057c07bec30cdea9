package org.llamajvm.engine.kernel.scalar;

import static org.llamajvm.engine.kernel.scalar.BlockBytes.half;
import static org.llamajvm.engine.kernel.scalar.BlockBytes.signed;
import static org.llamajvm.engine.kernel.scalar.BlockBytes.unsigned;
import static org.llamajvm.engine.kernel.scalar.BlockBytes.unsignedShort;

import java.lang.foreign.MemorySegment;
import org.llamajvm.engine.tensor.Iq4;
import org.llamajvm.engine.tensor.PartScales;

/**
 * Blocks of 256 weights, in parts of 16 or 32 with a scale each. {@code d} is the scale of the
 * scales, {@code dmin} that of the minima, {@code w} the index of a weight.
 */
final class SuperBlocks {

  private static final int ELEMENTS = 256;

  private SuperBlocks() {}

  static void q2k(MemorySegment data, long at, float[] out, int to) {
    float d = half(data, at + 80);
    float dmin = half(data, at + 82);
    for (int w = 0; w < ELEMENTS; w++) {
      int scales = unsigned(data, at + w / 16);
      int code = crumb(data, at + 16, w);
      out[to + w] = d * (scales & 15) * code - dmin * (scales >>> 4);
    }
  }

  static void q3k(MemorySegment data, long at, float[] out, int to) {
    float d = half(data, at + 108);
    for (int w = 0; w < ELEMENTS; w++) {
      int high = unsigned(data, at + w % 32) >>> (w / 32) & 1;
      int code = (crumb(data, at + 32, w) | high << 2) - 4;
      out[to + w] = d * (scale3k(data, at + 96, w / 16) - 32) * code;
    }
  }

  /** Scale {@code k} of sixteen: four low bits in eight bytes, two high ones in the next four. */
  private static int scale3k(MemorySegment data, long at, int k) {
    int low = unsigned(data, at + k % 8) >>> (k / 8 * 4) & 15;
    int high = unsigned(data, at + 8 + k % 4) >>> (k / 4 * 2) & 3;
    return low | high << 4;
  }

  static void q4k(MemorySegment data, long at, float[] out, int to) {
    float d = half(data, at);
    float dmin = half(data, at + 2);
    for (int w = 0; w < ELEMENTS; w++) {
      int part = w / 32;
      int code = nibble(data, at + 16, w);
      out[to + w] =
          d * PartScales.scale(data, at + 4, part) * code
              - dmin * PartScales.minimum(data, at + 4, part);
    }
  }

  static void q5k(MemorySegment data, long at, float[] out, int to) {
    float d = half(data, at);
    float dmin = half(data, at + 2);
    for (int w = 0; w < ELEMENTS; w++) {
      int part = w / 32;
      int high = unsigned(data, at + 16 + w % 32) >>> part & 1;
      int code = nibble(data, at + 48, w) | high << 4;
      out[to + w] =
          d * PartScales.scale(data, at + 4, part) * code
              - dmin * PartScales.minimum(data, at + 4, part);
    }
  }

  static void q6k(MemorySegment data, long at, float[] out, int to) {
    float d = half(data, at + 208);
    for (int w = 0; w < ELEMENTS; w++) {
      int low = unsigned(data, at, w / 128 * 64 + w % 64) >>> (w / 64 % 2 * 4) & 15;
      int high = unsigned(data, at + 128, w / 128 * 32 + w % 32) >>> (w / 32 % 4 * 2) & 3;
      out[to + w] = d * signed(data, at + 192 + w / 16) * ((low | high << 4) - 32);
    }
  }

  static void iq4xs(MemorySegment data, long at, float[] out, int to) {
    float d = half(data, at);
    int highScales = unsignedShort(data, at + 2);
    for (int w = 0; w < ELEMENTS; w++) {
      int part = w / 32;
      int low = unsigned(data, at + 4 + part / 2) >>> (part % 2 * 4) & 15;
      int scale = (low | (highScales >>> (2 * part) & 3) << 4) - 32;
      int code = unsigned(data, at + 8, 16 * part + w % 16) >>> (w / 16 % 2 * 4) & 15;
      out[to + w] = d * scale * Iq4.value(code);
    }
  }

  /** Two bits: of each half, the weights of a quarter lie at the same place of 32 bytes. */
  private static int crumb(MemorySegment data, long at, int w) {
    return unsigned(data, at, w / 128 * 32 + w % 32) >>> (w / 32 % 4 * 2) & 3;
  }

  /** Four bits: of each 64 weights, the first half lies in the low nibbles of 32 bytes. */
  private static int nibble(MemorySegment data, long at, int w) {
    return unsigned(data, at, w / 64 * 32 + w % 32) >>> (w / 32 % 2 * 4) & 15;
  }
}
