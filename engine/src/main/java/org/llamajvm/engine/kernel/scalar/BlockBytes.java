package org.llamajvm.engine.kernel.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The fields that ggml's blocks are made of. */
final class BlockBytes {

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private BlockBytes() {}

  static int unsigned(MemorySegment data, long at) {
    return data.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
  }

  static int unsigned(MemorySegment data, long at, int index) {
    return unsigned(data, at + index);
  }

  static int signed(MemorySegment data, long at) {
    return data.get(ValueLayout.JAVA_BYTE, at);
  }

  static int unsignedShort(MemorySegment data, long at) {
    return data.get(SHORT, at) & 0xFFFF;
  }

  static int word(MemorySegment data, long at) {
    return data.get(INT, at);
  }

  static float half(MemorySegment data, long at) {
    return Float.float16ToFloat(data.get(SHORT, at));
  }
}
