package org.llamajvm.tokenizer.jinja.value;

import java.util.Arrays;

/** Puts text together and keeps what came from outside marked as such. Not thread-safe. */
public final class StrBuilder {
  private final StringBuilder text = new StringBuilder();
  private int[] marks = new int[8];
  private int count;

  /** Starts with no text. */
  public StrBuilder() {}

  /** Adds a text. */
  public StrBuilder append(Str part) {
    return append(part, 0, part.units());
  }

  /** Adds a stretch of a text, in UTF-16 units. */
  public StrBuilder append(Str part, int from, int to) {
    Bounds.checkText((long) text.length() + to - from);
    int shift = text.length() - from;
    text.append(part.text(), from, to);
    int[] ranges = part.marks();
    for (int i = rangeAt(ranges, from); i < ranges.length && ranges[i] < to; i += 2) {
      int start = Math.max(ranges[i], from);
      int end = Math.min(ranges[i + 1], to);
      if (start < end) {
        mark(start + shift, end + shift);
      }
    }
    return this;
  }

  /** Adds text of the template. */
  public StrBuilder append(String trusted) {
    Bounds.checkText((long) text.length() + trusted.length());
    text.append(trusted);
    return this;
  }

  /** Adds text that came from where the character at a UTF-16 index of another text came from. */
  public StrBuilder appendLike(Str origin, int unit, String part) {
    int[] ranges = origin.marks();
    int range = rangeAt(ranges, unit);
    boolean outside = range < ranges.length && ranges[range] <= unit;
    int start = text.length();
    append(part);
    if (outside && !part.isEmpty()) {
      mark(start, text.length());
    }
    return this;
  }

  /** The index of the first range that ends behind a UTF-16 index. */
  private static int rangeAt(int[] ranges, int unit) {
    int low = 0;
    int high = ranges.length / 2;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ranges[2 * middle + 1] > unit) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return 2 * low;
  }

  private void mark(int start, int end) {
    if (count > 0 && marks[count - 1] == start) {
      marks[count - 1] = end;
      return;
    }
    if (count == marks.length) {
      marks = Arrays.copyOf(marks, count * 2);
    }
    marks[count++] = start;
    marks[count++] = end;
  }

  /** Length so far, in UTF-16 units. */
  public int length() {
    return text.length();
  }

  /** The text so far. */
  public Str build() {
    return text.isEmpty() ? Str.EMPTY : new Str(text.toString(), Arrays.copyOf(marks, count));
  }
}
