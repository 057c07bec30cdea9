package org.llamajvm.convert.files;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.llamajvm.engine.tensor.Layouts;

/** Unaligned little-endian numbers in a segment. */
public final class LittleEndian {

  private LittleEndian() {}

  /** The unsigned byte at {@code offset}. */
  public static int u8(MemorySegment segment, long offset) {
    return segment.get(ValueLayout.JAVA_BYTE, offset) & 0xFF;
  }

  /** The unsigned 16-bit number at {@code offset}. */
  public static int u16(MemorySegment segment, long offset) {
    return segment.get(Layouts.SHORT, offset) & 0xFFFF;
  }

  /** The signed 32-bit number at {@code offset}. */
  public static int i32(MemorySegment segment, long offset) {
    return segment.get(Layouts.INT, offset);
  }

  /** The unsigned 32-bit number at {@code offset}. */
  public static long u32(MemorySegment segment, long offset) {
    return Integer.toUnsignedLong(segment.get(Layouts.INT, offset));
  }

  /** The signed 64-bit number at {@code offset}. */
  public static long i64(MemorySegment segment, long offset) {
    return segment.get(Layouts.LONG, offset);
  }

  /** The binary32 number at {@code offset}. */
  public static float f32(MemorySegment segment, long offset) {
    return Float.intBitsToFloat(i32(segment, offset));
  }
}
