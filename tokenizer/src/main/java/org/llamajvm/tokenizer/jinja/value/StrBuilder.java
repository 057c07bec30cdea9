package org.llamajvm.tokenizer.jinja.value;

import java.util.Arrays;
import java.util.HexFormat;

/** Puts text together and keeps what came from outside marked as such. Not thread-safe. */
public final class StrBuilder {

  /** How a character is written in JSON. */
  @FunctionalInterface
  public interface CharEscape {
    /** The escape; empty if there is none. */
    String of(char c);
  }

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

  /**
   * Adds a text as JSON has it, in quotation marks.
   *
   * @param more escapes of characters, besides those that every writer of JSON has or before them;
   *     empty where there is none
   */
  public StrBuilder appendQuoted(Str str, CharEscape more) {
    append("\"");
    String content = str.text();
    int from = 0;
    for (int i = 0; i < content.length(); i++) {
      char c = content.charAt(i);
      String own = more.of(c);
      String escape = own.isEmpty() ? escape(c) : own;
      if (!escape.isEmpty()) {
        append(str, from, i).appendLike(str, i, escape);
        from = i + 1;
      }
    }
    return append(str, from, content.length()).append("\"");
  }

  private static String escape(char c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> c < 0x20 ? unicode(c) : "";
    };
  }

  /** The escape of any character by its number in UTF-16. */
  public static String unicode(char c) {
    return "\\u" + HexFormat.of().toHexDigits(c);
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
