package org.llamajvm.tokenizer.jinja.syntax;

/** White space as Python's {@code str.isspace} has it, which is not Java's. */
public final class Whitespace {
  private Whitespace() {}

  /** Whether Python strips {@code c}; all such characters are in the basic plane. */
  public static boolean is(int c) {
    return (c >= 0x09 && c <= 0x0d)
        || (c >= 0x1c && c <= 0x20)
        || c == 0x85
        || c == 0xa0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }

  /** The end of the white space that starts at {@code from}. */
  public static int skip(String text, int from) {
    int end = from;
    while (end < text.length() && is(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** The start of the white space that ends at {@code to}. */
  public static int skipBack(String text, int to) {
    int start = to;
    while (start > 0 && is(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  /** {@code text} without the white space at its end. */
  static String stripEnd(String text) {
    return text.substring(0, skipBack(text, text.length()));
  }
}
