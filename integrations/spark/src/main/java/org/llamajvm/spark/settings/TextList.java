package org.llamajvm.spark.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several texts as one: separated by commas. In each, a backslash comes before a comma or a
 * backslash, and {@code \n}, {@code \r}, {@code \t} are what they are in Java.
 */
public final class TextList {

  private TextList() {}

  /** The texts as one. */
  public static String format(List<String> texts) {
    return texts.stream().map(TextList::escape).collect(Collectors.joining(","));
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\")
        .replace(",", "\\,")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t");
  }

  /** The texts, without those that are empty. */
  public static List<String> parse(String text) {
    List<String> texts = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ',') {
        texts.add(current.toString());
        current.setLength(0);
      } else if (c == '\\' && i + 1 < text.length()) {
        i++;
        current.append(unescape(text.charAt(i)));
      } else {
        current.append(c);
      }
    }
    texts.add(current.toString());
    texts.removeIf(String::isEmpty);
    return texts;
  }

  private static char unescape(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> c;
    };
  }
}
