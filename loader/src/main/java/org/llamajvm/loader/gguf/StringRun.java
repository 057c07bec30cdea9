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
  private static final int NOWHERE = -1;
  private static final int SEARCHED = 512; // bytes
  private static final int LIKELY = 4; // lengths in a row

  private final MemorySegment file;
  private final long[] words = new long[WORDS + 1]; // the last one follows the last byte, and is 0
  private long start; // of the copy in the file
  private int length; // of the copy, in bytes
  private int reached; // by a walk, in the copy
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
    int from = (int) (at - start);
    int middle = most < length >>> 3 ? NOWHERE : likelyBeginning((from + length) >>> 1);
    int count = middle == NOWHERE ? walk(from, length, most) : walkBoth(from, middle);
    end = start + reached;
    return count;
  }

  /**
   * Walks from two places at once, because a single walk mostly waits for the length that it reads.
   * The second one counts if the first arrives where it began.
   */
  private int walkBoth(int from, int middle) {
    long[] copied = words;
    int last = length - Long.BYTES;
    int first = from;
    int second = middle;
    int each = 0;
    while (first < middle && second <= last) {
      long one = word(copied, first);
      long other = word(copied, second);
      if (!fits(one, last - first) || !fits(other, last - second)) {
        break;
      }
      first += Long.BYTES + (int) one;
      second += Long.BYTES + (int) other;
      each++;
    }
    int count = each + walk(first, middle, Long.MAX_VALUE);
    if (reached == middle) {
      count += each;
      reached = second;
    }
    return count + walk(reached, length, Long.MAX_VALUE);
  }

  /** Passes over strings that begin before a bound, and sets {@link #reached}. */
  private int walk(int from, int bound, long most) {
    long[] copied = words;
    int last = length - Long.BYTES; // where a length can begin
    int at = from;
    int count = 0;
    while (count < most && at < bound && at <= last) {
      long bytes = word(copied, at);
      if (!fits(bytes, last - at)) {
        break;
      }
      at += Long.BYTES + (int) bytes;
      count++;
    }
    reached = at;
    return count;
  }

  private static boolean fits(long bytes, int most) {
    return bytes >= 0 && bytes <= most;
  }

  /** A place at or after {@code from} where lengths of short strings follow each other. */
  private int likelyBeginning(int from) {
    int bound = Math.min(from + SEARCHED, length - Long.BYTES);
    for (int at = from; at < bound; at++) {
      if (walkShort(at) == LIKELY) {
        return at;
      }
    }
    return NOWHERE;
  }

  private int walkShort(int from) {
    int at = from;
    int count = 0;
    while (count < LIKELY && at <= length - Long.BYTES && word(words, at) >>> Byte.SIZE == 0) {
      at += Long.BYTES + (int) word(words, at);
      count++;
    }
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
