package org.llamajvm.loader.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.llamajvm.engine.tensor.Layouts;

/**
 * Passes over the strings of a vocabulary, hundreds of thousands in a row. A stretch of the file is
 * copied to the heap in words of eight bytes: a length, wherever it begins, then takes two reads of
 * an array, which is fast in code that the JIT compiler has hardly seen, too. Not safe for use by
 * several threads at once.
 */
final class StringRun {

  private static final int WORDS = 1 << 13;
  private static final int BYTES = WORDS * Long.BYTES;

  private final MemorySegment file;
  private final long[] words = new long[WORDS + 1]; // the last one follows the last byte, and is 0
  private long start; // of the copy in the file
  private int length; // of the copy, in bytes
  private long end;

  StringRun(MemorySegment file) {
    this.file = file;
  }

  /**
   * Passes over strings, each of which is a length in eight bytes and as many bytes, as long as
   * they lie whole in the stretch that is copied; {@link #end} says where that ends.
   *
   * @param at where they begin, inside the file
   * @param most strings to pass over
   * @return how many there were; 0 if the first one is longer than the stretch, or beyond the file
   */
  int pass(long at, long most) {
    if (at < start || at >= start + length) {
      copy(at);
    }
    long[] copied = words;
    int last = length - Long.BYTES; // where a length can begin
    int from = (int) (at - start);
    int count = 0;
    while (count < most && from <= last) {
      long bytes = word(copied, from);
      if (bytes < 0 || bytes > last - from) {
        break;
      }
      from += Long.BYTES + (int) bytes;
      count++;
    }
    end = start + from;
    return count;
  }

  /** The byte of the file after the strings that were passed over last. */
  long end() {
    return end;
  }

  /** Eight bytes: the upper part of a word, below the lower part of the next. */
  private static long word(long[] words, int at) {
    int index = at >>> 3;
    int bits = at << 3; // a shift counts modulo 64
    return words[index] >>> bits | words[index + 1] << 1 << ~bits;
  }

  private void copy(long at) {
    start = at;
    length = (int) Math.min(BYTES, file.byteSize() - at);
    int whole = length >>> 3;
    MemorySegment.copy(file, Layouts.LONG, at, words, 0, whole);
    words[whole] = 0;
    for (int i = whole << 3; i < length; i++) {
      words[whole] |= (file.get(ValueLayout.JAVA_BYTE, at + i) & 0xFFL) << (i << 3);
    }
  }
}
