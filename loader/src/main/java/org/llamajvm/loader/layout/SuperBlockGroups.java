package org.llamajvm.loader.layout;

import static org.llamajvm.engine.tensor.Layouts.LONG;
import static org.llamajvm.engine.tensor.Layouts.SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.PartScales;

/** Blocks of 256 that are eight groups of 32, or sixteen of 16. */
final class SuperBlockGroups extends BlockGroups {

  private static final long BITS = 0x0101010101010101L;
  private static final long CRUMBS = 3 * BITS;
  private static final long NIBBLES = 15 * BITS;
  private static final int PARTS = 8;

  private final long[] eights = new long[32]; // of a block: eight codes each, one a byte

  SuperBlockGroups(BlockMatrix matrix) {
    super(matrix);
  }

  @Override
  void readCodes(MemorySegment data, long at, int[] codes, int to) {
    if (type() == BlockType.Q4_K) {
      readNibbles(data, at + 16, codes, to);
    } else {
      readEights(data, at);
      format.packing().pack(eights, eights.length, codes, to);
    }
  }

  /** Of two parts, the first lies in the low nibbles of 32 bytes. */
  private static void readNibbles(MemorySegment data, long from, int[] codes, int to) {
    for (int i = 0; i < 16; i++) {
      long nibbles = data.get(LONG, from + 8L * i);
      int word = to + i / 4 * 8 + i % 4;
      codes[word] = (int) Long.compress(nibbles, NIBBLES);
      codes[word + 4] = (int) Long.compress(nibbles, ~NIBBLES);
    }
  }

  private void readEights(MemorySegment data, long at) {
    switch (type()) {
      case Q2_K -> {
        for (int i = 0; i < eights.length; i++) {
          eights[i] = twoBits(data, at + 16 + i % 4 * 8L, i / 4);
        }
      }
      case Q3_K -> {
        for (int i = 0; i < eights.length; i++) {
          eights[i] = threeBits(data, at + i % 4 * 8L, i / 4);
        }
      }
      case Q5_K -> {
        for (int i = 0; i < eights.length; i++) {
          long fifth = data.get(LONG, at + 16 + i % 4 * 8L) >>> (i / 4) & BITS;
          eights[i] = nibbles(data, at + 48 + i % 4 * 8L, i / 4) | fifth << 4;
        }
      }
      case Q6_K -> {
        for (int i = 0; i < eights.length; i++) {
          eights[i] = sixBits(data, at + i % 4 * 8L, i / 4);
        }
      }
      default -> throw new IllegalStateException(type().toString());
    }
  }

  private static long nibbles(MemorySegment data, long at, int part) {
    return data.get(LONG, at + part / 2 * 32L) >>> (part % 2 * 4) & NIBBLES;
  }

  /** Of each half, four parts lie in the bits of the same 32 bytes. */
  private static long twoBits(MemorySegment data, long at, int part) {
    return data.get(LONG, at + part / 4 * 32L) >>> (part % 4 * 2) & CRUMBS;
  }

  /** From -4 to 3, around 8: high bits of all parts in 32 bytes, low ones of four parts in 32. */
  private static long threeBits(MemorySegment data, long at, int part) {
    long low = twoBits(data, at + 32, part);
    long high = data.get(LONG, at) >>> part & BITS;
    return (low | high << 2) + 4 * BITS;
  }

  /** Low nibbles of two parts, 64 bytes of each half; high bits of four parts in 32 bytes. */
  private static long sixBits(MemorySegment data, long at, int part) {
    long low =
        data.get(LONG, at + part / 4 * 64L + part % 2 * 32L) >>> (part / 2 % 2 * 4) & NIBBLES;
    long high = data.get(LONG, at + 128 + part / 4 * 32L) >>> (part % 4 * 2) & CRUMBS;
    return low | high << 4;
  }

  @Override
  void readFactors(MemorySegment data, long at, int[] factors, int to) {
    switch (type()) {
      case Q2_K -> {
        float d = half(data, at + 80);
        float dmin = half(data, at + 82);
        for (int part = 0; part < 2 * PARTS; part++) {
          int both = data.get(ValueLayout.JAVA_BYTE, at + part) & 0xFF;
          factors[to + part] = pair(d * (both & 15), -dmin * (both >>> 4));
        }
      }
      case Q3_K -> {
        float d = half(data, at + 108);
        for (int part = 0; part < PARTS; part++) {
          float first = d * scale3(data, at + 96, 2 * part);
          factors[to + part] = pair(first, d * scale3(data, at + 96, 2 * part + 1));
        }
      }
      case Q4_K, Q5_K -> {
        float d = half(data, at);
        float dmin = half(data, at + 2);
        long scales = PartScales.scales(data, at + 4);
        long minima = PartScales.minima(data, at + 4);
        for (int part = 0; part < PARTS; part++) {
          float scale = d * (scales >>> (8 * part) & 0xFF);
          factors[to + part] = pair(scale, -dmin * (minima >>> (8 * part) & 0xFF));
        }
      }
      case Q6_K -> {
        float d = half(data, at + 208);
        for (int part = 0; part < PARTS; part++) {
          float first = d * data.get(ValueLayout.JAVA_BYTE, at + 192 + 2L * part);
          factors[to + part] =
              pair(first, d * data.get(ValueLayout.JAVA_BYTE, at + 193 + 2L * part));
        }
      }
      default -> throw new IllegalStateException(type().toString());
    }
  }

  private static float half(MemorySegment data, long at) {
    return Float.float16ToFloat(data.get(SHORT, at));
  }

  /** Scale {@code k} of sixteen: four low bits in eight bytes, two high ones in the next four. */
  private static int scale3(MemorySegment data, long at, int k) {
    int low = data.get(ValueLayout.JAVA_BYTE, at + k % 8) >>> (k / 8 * 4) & 15;
    int high = data.get(ValueLayout.JAVA_BYTE, at + 8 + k % 4) >>> (k / 4 * 2) & 3;
    return (low | high << 4) - 32;
  }
}
