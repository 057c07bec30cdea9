package org.llamajvm.engine.kernel.scalar;

import static org.llamajvm.engine.kernel.scalar.BlockBytes.half;
import static org.llamajvm.engine.kernel.scalar.BlockBytes.signed;
import static org.llamajvm.engine.kernel.scalar.BlockBytes.unsigned;
import static org.llamajvm.engine.kernel.scalar.BlockBytes.word;

import java.lang.foreign.MemorySegment;
import org.llamajvm.engine.tensor.Iq4;

/**
 * Blocks of 32 weights. {@code d} is the scale, {@code m} the minimum, {@code w} the index of a
 * weight.
 */
final class SmallBlocks {

  private static final int ELEMENTS = 32;

  /** Twice the values of E2M1, so that they are whole; the other half of the codes is negative. */
  private static final int[] DOUBLED_E2M1 = {0, 1, 2, 3, 4, 6, 8, 12};

  private SmallBlocks() {}

  static void q40(MemorySegment data, long at, float[] out, int to) {
    float d = half(data, at);
    for (int w = 0; w < ELEMENTS; w++) {
      out[to + w] = d * (nibble(data, at + 2, w) - 8);
    }
  }

  static void q41(MemorySegment data, long at, float[] out, int to) {
    float d = half(data, at);
    float m = half(data, at + 2);
    for (int w = 0; w < ELEMENTS; w++) {
      out[to + w] = d * nibble(data, at + 4, w) + m;
    }
  }

  static void q50(MemorySegment data, long at, float[] out, int to) {
    float d = half(data, at);
    int high = word(data, at + 2);
    for (int w = 0; w < ELEMENTS; w++) {
      out[to + w] = d * ((nibble(data, at + 6, w) | (high >>> w & 1) << 4) - 16);
    }
  }

  static void q51(MemorySegment data, long at, float[] out, int to) {
    float d = half(data, at);
    float m = half(data, at + 2);
    int high = word(data, at + 4);
    for (int w = 0; w < ELEMENTS; w++) {
      out[to + w] = d * (nibble(data, at + 8, w) | (high >>> w & 1) << 4) + m;
    }
  }

  static void q80(MemorySegment data, long at, float[] out, int to) {
    float d = half(data, at);
    for (int w = 0; w < ELEMENTS; w++) {
      out[to + w] = d * signed(data, at + 2 + w);
    }
  }

  static void iq4nl(MemorySegment data, long at, float[] out, int to) {
    float d = half(data, at);
    for (int w = 0; w < ELEMENTS; w++) {
      out[to + w] = d * Iq4.value(nibble(data, at + 2, w));
    }
  }

  static void mxfp4(MemorySegment data, long at, float[] out, int to) {
    float d = halfPowerOfTwo(unsigned(data, at));
    for (int w = 0; w < ELEMENTS; w++) {
      int code = nibble(data, at + 1, w);
      int magnitude = DOUBLED_E2M1[code & 7];
      out[to + w] = d * (code < 8 ? magnitude : -magnitude);
    }
  }

  /** The first half of the weights lies in the low nibbles, the second in the high ones. */
  private static int nibble(MemorySegment data, long at, int w) {
    return unsigned(data, at + w % 16) >>> (w / 16 * 4) & 15;
  }

  /** 2^(exponent - 128), half of what E8M0 says; the two smallest are subnormal. */
  private static float halfPowerOfTwo(int exponent) {
    int bits = exponent < 2 ? 0x00200000 << exponent : (exponent - 1) << 23;
    return Float.intBitsToFloat(bits);
  }
}
