package org.llamajvm.cli.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several texts in one line, with blanks between them; a text with blanks stands in double quotes,
 * where {@code \n}, {@code \t}, {@code \"} and {@code \\} are what they are in JSON.
 */
final class TextList {

  private static final char QUOTE = '"';
  private static final char ESCAPE = '\\';

  private final String line;
  private int at;

  private TextList(String line) {
    this.line = line;
  }

  /**
   * The texts of a line.
   *
   * @throws IllegalArgumentException if a quote is not closed, or there is another escape
   */
  static List<String> parse(String line) {
    return new TextList(line).texts();
  }

  private List<String> texts() {
    List<String> texts = new ArrayList<>();
    while (at < line.length()) {
      char c = line.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (c == QUOTE) {
        texts.add(quoted());
      } else {
        int start = at;
        while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
          at++;
        }
        texts.add(line.substring(start, at));
      }
    }
    return texts;
  }

  private String quoted() {
    StringBuilder text = new StringBuilder();
    for (at++; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == QUOTE) {
        at++;
        return text.toString();
      }
      if (c == ESCAPE && at + 1 < line.length()) {
        text.append(escaped(line.charAt(++at)));
      } else {
        text.append(c);
      }
    }
    throw new IllegalArgumentException("A quote is not closed: " + line);
  }

  private static char escaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case QUOTE, ESCAPE -> c;
      default ->
          throw new IllegalArgumentException(
              "No escape is written \\%s; there are \\n, \\t, \\\" and \\\\".formatted(c));
    };
  }

  /** The line of some texts, all in quotes. */
  static String line(List<String> texts) {
    return texts.stream().map(TextList::quote).collect(Collectors.joining(" "));
  }

  private static String quote(String text) {
    String escaped =
        text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t");
    return QUOTE + escaped + QUOTE;
  }
}
