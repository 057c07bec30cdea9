package org.llamajvm.convert;

import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.Layouts;

/** Looks for floats that are NaN or infinite: those whose exponent has all bits set. */
final class FiniteCheck {

  private static final int PIECE = 1 << 16;

  private final Progress progress;
  private final int[] words = new int[PIECE];
  private final short[] halves = new short[PIECE];

  FiniteCheck(Progress progress) {
    this.progress = progress;
  }

  /** The number of the first element that is not finite. */
  OptionalLong first(FloatType type, MemorySegment data) {
    long count = data.byteSize() / type.bytes();
    for (long begin = 0; begin < count; begin += PIECE) {
      int length = (int) Math.min(PIECE, count - begin);
      if (type == FloatType.F32) {
        MemorySegment.copy(data, Layouts.INT, begin * 4, words, 0, length);
      } else {
        MemorySegment.copy(data, Layouts.SHORT, begin * 2, halves, 0, length);
      }
      progress.advance((long) length * type.bytes());
      if (isSuspect(type, length)) {
        return OptionalLong.of(begin + find(type, length));
      }
    }
    return OptionalLong.empty();
  }

  private boolean isSuspect(FloatType type, int length) {
    return switch (type) {
      case F32 -> anyFull(words, length);
      case F16 -> anyFull(halves, 0x7C00, length);
      case BF16 -> anyFull(halves, 0x7F80, length);
    };
  }

  private static boolean anyFull(short[] values, int exponent, int length) {
    int largest = 0;
    for (int i = 0; i < length; i++) {
      largest = Math.max(largest, values[i] & exponent);
    }
    return largest == exponent;
  }

  private static boolean anyFull(int[] values, int length) {
    int largest = 0;
    for (int i = 0; i < length; i++) {
      largest = Math.max(largest, values[i] & 0x7F800000);
    }
    return largest == 0x7F800000;
  }

  private int find(FloatType type, int length) {
    for (int i = 0; i < length; i++) {
      int bits = type == FloatType.F32 ? words[i] : halves[i] & 0xFFFF;
      if (!Float.isFinite(type.decode(bits))) {
        return i;
      }
    }
    throw new IllegalStateException("an exponent was full, and no number is");
  }
}
