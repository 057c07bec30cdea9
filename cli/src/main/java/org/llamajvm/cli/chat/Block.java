package org.llamajvm.cli.chat;

/**
 * Input of several lines: between two {@code """}, or after a line that ends with a backslash, the
 * next one belongs to the same turn.
 */
final class Block {

  private static final String QUOTES = "\"\"\"";
  private static final String CONTINUATION = "\\";

  private Block() {}

  /** Whether nothing more is needed. */
  static boolean isComplete(String typed) {
    if (typed.startsWith(QUOTES)) {
      return typed.indexOf(QUOTES, QUOTES.length()) >= 0;
    }
    return !typed.endsWith(CONTINUATION);
  }

  /** The text that is meant: without quotes, and without the backslashes at the ends of lines. */
  static String text(String typed) {
    if (typed.startsWith(QUOTES)) {
      int end = typed.indexOf(QUOTES, QUOTES.length());
      String inside = typed.substring(QUOTES.length(), end < 0 ? typed.length() : end);
      String rest = end < 0 ? "" : typed.substring(end + QUOTES.length());
      return (inside + rest).strip();
    }
    String joined = typed.replace(CONTINUATION + "\n", "\n");
    return joined.endsWith(CONTINUATION) ? joined.substring(0, joined.length() - 1) : joined;
  }
}
