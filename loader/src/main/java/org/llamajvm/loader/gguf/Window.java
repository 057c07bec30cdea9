package org.llamajvm.loader.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * A stretch of a file copied to the heap, for loops that read hundreds of thousands of strings:
 * until the JIT compiler has translated such a loop, an array is read many times as fast as mapped
 * memory. {@link StringRun} passes over strings. Not safe for use by several threads at once.
 */
final class Window {

  private static final int BYTES = 1 << 16;

  private final MemorySegment file;
  private byte[] copy;
  private long start; // of the copy in the file
  private int length; // of the copy

  Window(MemorySegment file) {
    this.file = file;
    copy = new byte[(int) Math.min(BYTES, file.byteSize())];
  }

  /** The four bytes at {@code at}, which lie inside the file, as a little-endian number. */
  int int32(long at) {
    return (int) number(at, Integer.BYTES);
  }

  /** The eight bytes at {@code at}, which lie inside the file, as a little-endian number. */
  long int64(long at) {
    return number(at, Long.BYTES);
  }

  private long number(long at, int bytes) {
    int from = hold(at, bytes);
    long value = 0;
    for (int i = from + bytes - 1; i >= from; i--) {
      value = value << 8 | (copy[i] & 0xFF);
    }
    return value;
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
