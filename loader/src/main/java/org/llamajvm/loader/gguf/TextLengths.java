package org.llamajvm.loader.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Remembers how many bytes the vocabularies of files take. Many models share one, and whoever only
 * wants to know what stands behind it need not read eight megabytes of texts in each of two hundred
 * files. A length counts if the file goes on behind it as the other file did, for as many bytes as
 * the next key or tensor has a name. Safe to share between threads.
 */
public final class TextLengths {

  /** Shorter arrays are walked. */
  private static final long FEWEST_TEXTS = 1000;

  private static final int MOST_OF_A_KEY = 16;

  /** A length and most of a name. */
  private static final int FOLLOWING = 32;

  private record Array(String key, long count) {}

  private record Known(long bytes, MemorySegment following) {

    boolean fits(MemorySegment file, long at) {
      long end = at + bytes;
      return end <= file.byteSize() - FOLLOWING
          && MemorySegment.mismatch(file, end, end + FOLLOWING, following, 0, FOLLOWING) < 0;
    }
  }

  private final Map<Array, List<Known>> known = new ConcurrentHashMap<>();

  /** Knows nothing yet. */
  public TextLengths() {}

  /**
   * The bytes that an array of texts takes.
   *
   * @param at its first byte
   * @return -1 if none that is known fits
   */
  long find(String key, long count, GgufBytes in, long at) {
    if (count < FEWEST_TEXTS) {
      return -1;
    }
    for (Known one : known.getOrDefault(new Array(key, count), List.of())) {
      if (one.fits(in.bytes(), at)) {
        return one.bytes();
      }
    }
    return -1;
  }

  /**
   * Remembers an array of texts that has been walked.
   *
   * @param at its first byte
   * @param end the byte behind it
   */
  void add(String key, long count, GgufBytes in, long at, long end) {
    if (count < FEWEST_TEXTS || end > in.size() - FOLLOWING) {
      return;
    }
    List<Known> some =
        known.computeIfAbsent(new Array(key, count), _ -> new CopyOnWriteArrayList<>());
    if (some.size() < MOST_OF_A_KEY) {
      byte[] following = in.bytes().asSlice(end, FOLLOWING).toArray(ValueLayout.JAVA_BYTE);
      some.add(new Known(end - at, MemorySegment.ofArray(following)));
    }
  }
}
