package org.llamajvm.tokenizer.jinja.syntax;

/** The backslash escapes of string literals, which are Python's. */
final class StringLiteral {
  private StringLiteral() {}

  /**
   * The text that a literal stands for. An escape that is not known stays as it is written.
   *
   * @param body what stands between the quotes
   * @throws TemplateException if a numeric escape is cut short or is no code point
   */
  static String unescape(String body, int line) {
    if (body.indexOf('\\') < 0) {
      return body;
    }
    StringBuilder out = new StringBuilder(body.length());
    int i = 0;
    while (i < body.length()) {
      char c = body.charAt(i++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escape = body.charAt(i++);
      switch (escape) {
        case '\n' -> {}
        case '\\', '\'', '"' -> out.append(escape);
        case 'a' -> out.append('\u0007');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'v' -> out.append('\u000b');
        case 'x', 'u', 'U' -> {
          int digits = escape == 'x' ? 2 : escape == 'u' ? 4 : 8;
          out.appendCodePoint(hex(body, i, digits, line));
          i += digits;
        }
        case '0', '1', '2', '3', '4', '5', '6', '7' -> {
          int end = i;
          while (end < body.length() && end < i + 2 && isOctal(body.charAt(end))) {
            end++;
          }
          out.appendCodePoint(Integer.parseInt(body.substring(i - 1, end), 8));
          i = end;
        }
        default -> out.append('\\').append(escape);
      }
    }
    return out.toString();
  }

  private static boolean isOctal(char c) {
    return c >= '0' && c <= '7';
  }

  private static int hex(String body, int from, int digits, int line) {
    long value = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = i < body.length() ? Character.digit(body.charAt(i), 16) : -1;
      if (digit < 0) {
        throw TemplateException.syntax(line, "truncated escape in a string literal");
      }
      value = value * 16 + digit;
    }
    if (value > Character.MAX_CODE_POINT) {
      throw TemplateException.syntax(line, "escape beyond the last code point");
    }
    return (int) value;
  }
}
