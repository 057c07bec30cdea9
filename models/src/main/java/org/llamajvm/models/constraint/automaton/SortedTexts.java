package org.llamajvm.models.constraint.automaton;

import java.util.Arrays;
import java.util.Collection;

/**
 * Different texts in the order of their bytes: those that begin alike are a range. Immutable,
 * except that the bytes are borrowed.
 */
public final class SortedTexts {

  private final byte[][] texts;

  /**
   * Sorts texts and leaves doubles out.
   *
   * @throws TooComplexException if that takes too long
   */
  public SortedTexts(Collection<byte[]> texts, Limits limits) {
    byte[][] sorted = texts.toArray(byte[][]::new);
    Arrays.sort(
        sorted,
        (first, second) -> {
          limits.checkTime();
          return Arrays.compareUnsigned(first, second);
        });
    int count = 0;
    for (byte[] text : sorted) {
      if (count == 0 || !Arrays.equals(sorted[count - 1], text)) {
        sorted[count++] = text;
      }
    }
    this.texts = Arrays.copyOf(sorted, count);
  }

  /** How many there are. */
  public int size() {
    return texts.length;
  }

  /** One of them, borrowed. */
  public byte[] get(int index) {
    return texts[index];
  }

  /** Where a text is; negative if it is not there. */
  public int indexOf(byte[] text) {
    return Arrays.binarySearch(texts, text, Arrays::compareUnsigned);
  }

  /** Whether a text of a range ends after so many bytes; only the first one can. */
  public boolean endsAt(int from, int to, int depth) {
    return from < to && texts[from].length == depth;
  }

  /**
   * The first text of a range whose byte at some place is at least a value; the texts are alike
   * before that place.
   *
   * @param value 0 to 256
   */
  public int lowerBound(int from, int to, int depth, int value) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      byte[] text = texts[middle];
      int b = depth < text.length ? text[depth] & 0xff : -1;
      if (b < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The byte of a text. */
  public int at(int index, int depth) {
    return texts[index][depth] & 0xff;
  }
}
