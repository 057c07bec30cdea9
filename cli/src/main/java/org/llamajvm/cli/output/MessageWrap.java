package org.llamajvm.cli.output;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Breaks long lines between words, so that a terminal does not break them inside of one. */
public final class MessageWrap {

  private static final int WIDEST = 80;
  private static final int USUAL_INDENT = 4;

  /** What stands before a second column. */
  private static final Pattern FIRST_COLUMN = Pattern.compile(" *\\S+(?: \\S+)*  +(?=\\S)");

  private MessageWrap() {}

  /**
   * The message in lines as wide as the window, but of at most 80 characters, where blanks allow
   * it.
   */
  static String wrap(String message) {
    return wrap(message, "", Math.min(WIDEST, Window.columns()));
  }

  /**
   * Rows, each on lines of its own. What is broken goes on below its second column, if that begins
   * in the first half of the line and behind two blanks or more.
   *
   * @param columns cells of a line
   */
  public static String rows(String rows, int columns) {
    return rows.lines()
        .map(row -> row.length() <= columns ? row : wrap(row, indent(row, columns), columns))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static String indent(String row, int columns) {
    Matcher first = FIRST_COLUMN.matcher(row);
    if (!first.lookingAt()) {
      return "";
    }
    return " ".repeat(first.end() <= columns / 2 ? first.end() : USUAL_INDENT);
  }

  private static String wrap(String message, String indent, int columns) {
    StringBuilder wrapped = new StringBuilder();
    int column = 0;
    boolean isFirst = true;
    for (String word : message.split(" ", -1)) {
      if (column > 0 && column + 1 + word.length() > columns) {
        wrapped.append(System.lineSeparator()).append(indent);
        column = indent.length();
      } else if (!isFirst) {
        wrapped.append(' ');
        column++;
      }
      wrapped.append(word);
      column += word.length();
      isFirst = false;
    }
    return wrapped.toString();
  }
}
