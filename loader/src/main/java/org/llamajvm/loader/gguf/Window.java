package org.llamajvm.loader.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * A stretch of a file copied to the heap, for loops over hundreds of thousands of strings: until
 * the JIT compiler has translated such a loop, an array is read many times as fast as mapped
 * memory. Not safe for use by several threads at once.
 */
final class Window {

  private static final int BYTES = 1 << 16;

  private final MemorySegment file;
  private byte[] copy;
  private long start; // of the copy in the file
  private int length; // of the copy
  private long passed;

  Window(MemorySegment file) {
    this.file = file;
    copy = new byte[(int) Math.min(BYTES, file.byteSize())];
  }

  /** The eight bytes at {@code at}, which lie inside the file, as a little-endian number. */
  long int64(long at) {
    int from = hold(at, 8);
    long value = 0;
    for (int i = from + 7; i >= from; i--) {
      value = value << 8 | (copy[i] & 0xFF);
    }
    return value;
  }

  /**
   * Passes over strings from {@code at} on, as long as they lie whole in the copy; {@link #passed}
   * says where that ends.
   *
   * @param at inside the file
   * @param most strings to pass over
   * @return how many there were; 0 if the first one is longer, or beyond the file
   */
  int passStrings(long at, long most) {
    int from = hold(at, 1);
    int to = length;
    int count = 0;
    while (count < most && from <= to - 8) {
      int low = low(copy, from);
      if (low < 0 || low > to - 8 - from) {
        break;
      }
      from += 8 + low;
      count++;
    }
    passed = start + from;
    return count;
  }

  /** The eight bytes of a length if they are a small number, else one below 0. */
  private static int low(byte[] bytes, int at) {
    if ((bytes[at + 4] | bytes[at + 5] | bytes[at + 6] | bytes[at + 7]) != 0) {
      return -1;
    }
    return (bytes[at] & 0xFF)
        | (bytes[at + 1] & 0xFF) << 8
        | (bytes[at + 2] & 0xFF) << 16
        | bytes[at + 3] << 24;
  }

  /** The byte of the file after the strings that were passed over last. */
  long passed() {
    return passed;
  }

  /** Bytes inside the file as UTF-8; bytes that are none become U+FFFD. */
  String utf8(long at, int bytes) {
    int from = hold(at, bytes);
    return new String(copy, from, bytes, StandardCharsets.UTF_8);
  }

  /** Copies at least {@code count} bytes from {@code at} on, unless they are there already. */
  private int hold(long at, int count) {
    if (at < start || at - start > length - count) {
      if (count > copy.length) {
        copy = new byte[count];
      }
      length = (int) Math.min(copy.length, file.byteSize() - at);
      MemorySegment.copy(file, ValueLayout.JAVA_BYTE, at, copy, 0, length);
      start = at;
    }
    return (int) (at - start);
  }
}
