package org.llamajvm.models.constraint.automaton;

import java.util.ArrayList;
import java.util.List;

/**
 * The characters of a JSON string, each in one way: as itself if that is possible, else in the
 * shortest escape. So that two strings are equal if and only if their bytes are.
 */
public final class JsonCharacter {

  /** The byte that ends a string. */
  public static final int QUOTE = '"';

  private static final String SHORT = "\"\\\b\f\n\r\t";
  private static final String SHORT_NAMES = "\"\\bfnrt";

  private JsonCharacter() {}

  /** Whether a character needs an escape. */
  public static boolean isEscaped(int codePoint) {
    return codePoint < 0x20 || codePoint == '"' || codePoint == '\\';
  }

  /** The ways to write a character that needs an escape. */
  public static Regex escaped(Regexes regexes, int codePoint) {
    int index = SHORT.indexOf(codePoint);
    if (index >= 0) {
      return regexes.literal("\\" + SHORT_NAMES.charAt(index));
    }
    String hex = "\\u%04x".formatted(codePoint);
    return regexes.or(
        regexes.literal(hex),
        regexes.literal("\\u" + hex.substring(2).toUpperCase(java.util.Locale.ROOT)));
  }

  /** Any character but quotation mark, backslash and control characters, in UTF-8. */
  public static Regex plain(Regexes regexes) {
    ByteSet ascii = new ByteSet();
    ascii.add(0x20, '!');
    ascii.add('#', '[');
    ascii.add(']', 0x7f);
    return regexes.or(List.of(regexes.bytes(ascii), Utf8.range(regexes, 0x80, 0x10FFFF)));
  }

  /** Any character. */
  public static Regex any(Regexes regexes) {
    List<Regex> options = new ArrayList<>(List.of(plain(regexes)));
    for (int c = 0; c < 0x80; c++) {
      if (isEscaped(c)) {
        options.add(escaped(regexes, c));
      }
    }
    return regexes.or(options);
  }

  /**
   * The bytes of a string with its quotation marks.
   *
   * @throws GrammarException if it has half of a surrogate pair
   */
  public static byte[] quote(String text) {
    StringBuilder json = new StringBuilder();
    quote(json, text);
    return Utf8.encode(json.toString());
  }

  /** Appends a string with its quotation marks. */
  public static void quote(StringBuilder json, String text) {
    json.append('"');
    int at = 0;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      append(json, codePoint);
      at += Character.charCount(codePoint);
    }
    json.append('"');
  }

  private static void append(StringBuilder json, int codePoint) {
    int index = SHORT.indexOf(codePoint);
    if (index >= 0) {
      json.append('\\').append(SHORT_NAMES.charAt(index));
    } else if (isEscaped(codePoint)) {
      json.append("\\u%04x".formatted(codePoint));
    } else {
      json.appendCodePoint(codePoint);
    }
  }
}
