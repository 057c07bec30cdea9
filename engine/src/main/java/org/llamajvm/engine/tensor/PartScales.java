package org.llamajvm.engine.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Twelve bytes with eight scales and eight minima of six bits, as Q4_K and Q5_K have them. */
public final class PartScales {

  private PartScales() {}

  /**
   * A scale.
   *
   * @param at the first of the twelve bytes
   * @param part from 0 to 7
   */
  public static int scale(MemorySegment data, long at, int part) {
    return part < 4
        ? unsigned(data, at + part) & 63
        : (unsigned(data, at + part + 4) & 15) | (unsigned(data, at + part - 4) >>> 6 << 4);
  }

  /**
   * A minimum.
   *
   * @param at the first of the twelve bytes
   * @param part from 0 to 7
   */
  public static int minimum(MemorySegment data, long at, int part) {
    return part < 4
        ? unsigned(data, at + part + 4) & 63
        : (unsigned(data, at + part + 4) >>> 4) | (unsigned(data, at + part) >>> 6 << 4);
  }

  private static int unsigned(MemorySegment data, long at) {
    return data.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
  }
}
