package org.llamajvm.cli.chat;

/**
 * Input of several lines: between two {@code """}, or after a line that ends with a backslash, the
 * next one belongs to the same turn. The quotes may follow a command, as in {@code /system """}.
 */
final class Block {

  private static final String QUOTES = "\"\"\"";
  private static final String CONTINUATION = "\\";

  private Block() {}

  /** Whether nothing more is needed. */
  static boolean isComplete(String typed) {
    int opening = opening(typed);
    if (opening >= 0) {
      return typed.indexOf(QUOTES, opening + QUOTES.length()) >= 0;
    }
    return !typed.endsWith(CONTINUATION);
  }

  /** Where the quotes are that open a block; -1 if none do. */
  private static int opening(String typed) {
    int at = typed.indexOf(QUOTES);
    boolean begins = at >= 0 && typed.substring(0, at).isBlank();
    boolean isArgument = at > 0 && typed.startsWith("/") && typed.charAt(at - 1) == ' ';
    return begins || isArgument ? at : -1;
  }

  /** The text that is meant: without quotes, and without the backslashes at the ends of lines. */
  static String text(String typed) {
    String text = typed.strip();
    if (text.startsWith(QUOTES)) {
      int end = text.indexOf(QUOTES, QUOTES.length());
      String inside = text.substring(QUOTES.length(), end < 0 ? text.length() : end);
      String rest = end < 0 ? "" : text.substring(end + QUOTES.length());
      return (inside + rest).strip();
    }
    String joined = text.replace(CONTINUATION + "\n", "\n");
    return joined.endsWith(CONTINUATION) ? joined.substring(0, joined.length() - 1) : joined;
  }
}
