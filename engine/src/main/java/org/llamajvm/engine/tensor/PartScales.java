package org.llamajvm.engine.tensor;

import java.lang.foreign.MemorySegment;

/**
 * Twelve bytes with eight scales and eight minima of six bits, as Q4_K and Q5_K have them: four
 * bytes with scales 0 to 3, four with minima 0 to 3, four with the low halves of scales and minima
 * 4 to 7, whose two high bits are those of the first eight bytes.
 */
public final class PartScales {

  private static final int SIX_BITS = 0x3F3F3F3F;
  private static final int LOW_BITS = 0x0F0F0F0F;
  private static final int HIGH_BITS = 0x30303030;

  private PartScales() {}

  /**
   * Eight scales, one a byte, the first in the lowest.
   *
   * @param at the first of the twelve bytes
   */
  public static long scales(MemorySegment data, long at) {
    int first = data.get(Layouts.INT, at);
    int low = data.get(Layouts.INT, at + 8) & LOW_BITS;
    return join(first, low);
  }

  /**
   * Eight minima, one a byte, the first in the lowest.
   *
   * @param at the first of the twelve bytes
   */
  public static long minima(MemorySegment data, long at) {
    int first = data.get(Layouts.INT, at + 4);
    int low = data.get(Layouts.INT, at + 8) >>> 4 & LOW_BITS;
    return join(first, low);
  }

  private static long join(int first, int low) {
    long high = low | (first >>> 2 & HIGH_BITS);
    return (first & SIX_BITS) | high << 32;
  }

  /**
   * A scale.
   *
   * @param at the first of the twelve bytes
   * @param part from 0 to 7
   */
  public static int scale(MemorySegment data, long at, int part) {
    return (int) (scales(data, at) >>> (8 * part)) & 0xFF;
  }

  /**
   * A minimum.
   *
   * @param at the first of the twelve bytes
   * @param part from 0 to 7
   */
  public static int minimum(MemorySegment data, long at, int part) {
    return (int) (minima(data, at) >>> (8 * part)) & 0xFF;
  }
}
