package org.llamajvm.format;

/**
 * Makes text that somebody else wrote fit for a message. A name in a file may hold an escape
 * sequence that a terminal obeys, a line end that forges a second message, or a megabyte.
 */
public final class ForeignText {

  /** Characters of a whole message. */
  private static final int LONGEST_MESSAGE = 1200;

  /** Characters of a name or a value inside of a message. */
  private static final int LONGEST_PART = 120;

  private static final String GAP = " ... ";

  private ForeignText() {}

  /** A whole message: one line, without control characters, its middle cut out if it is long. */
  public static String message(String text) {
    return escape(cut(text, LONGEST_MESSAGE));
  }

  /** A name or a value inside of a message: the same, and shorter. */
  public static String part(String text) {
    return escape(cut(text, LONGEST_PART));
  }

  /**
   * The same text with every control character, every mark that turns the direction of writing, and
   * every half of a surrogate pair written as an escape of Java's, such as {@code \n} or a
   * backslash, a {@code u} and four hexadecimal digits.
   */
  public static String escape(String text) {
    if (text.codePoints().allMatch(ForeignText::isHarmless)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder();
    text.codePoints().forEach(c -> append(escaped, c));
    return escaped.toString();
  }

  private static void append(StringBuilder escaped, int c) {
    switch (c) {
      case '\n' -> escaped.append("\\n");
      case '\r' -> escaped.append("\\r");
      case '\t' -> escaped.append("\\t");
      default -> {
        if (isHarmless(c)) {
          escaped.appendCodePoint(c);
        } else {
          escaped.append("\\u%04x".formatted(c));
        }
      }
    }
  }

  private static boolean isHarmless(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      case Character.FORMAT -> !turnsDirection(c);
      default -> true;
    };
  }

  private static boolean turnsDirection(int c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  }

  private static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int tail = longest / 3;
    int head = longest - tail - GAP.length();
    return text.substring(0, boundary(text, head))
        + GAP
        + text.substring(boundary(text, text.length() - tail));
  }

  /** The same index, or the one before it if a surrogate pair would be cut. */
  private static int boundary(String text, int index) {
    return Character.isLowSurrogate(text.charAt(index))
            && Character.isHighSurrogate(text.charAt(index - 1))
        ? index - 1
        : index;
  }
}
