package org.llamajvm.cli.output;

/** Breaks long messages between words, so that a terminal does not break them inside of one. */
final class MessageWrap {

  private static final int WIDEST = 80;

  private MessageWrap() {}

  /**
   * The message in lines as wide as the window, but of at most 80 characters, where blanks allow
   * it.
   */
  static String wrap(String message) {
    int columns = Math.min(WIDEST, Window.columns());
    StringBuilder wrapped = new StringBuilder();
    int column = 0;
    for (String word : message.split(" ", -1)) {
      if (column > 0 && column + 1 + word.length() > columns) {
        wrapped.append(System.lineSeparator());
        column = 0;
      } else if (!wrapped.isEmpty()) {
        wrapped.append(' ');
        column++;
      }
      wrapped.append(word);
      column += word.length();
    }
    return wrapped.toString();
  }
}
