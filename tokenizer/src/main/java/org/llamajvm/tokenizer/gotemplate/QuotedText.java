package org.llamajvm.tokenizer.gotemplate;

/**
 * A quoted constant.
 *
 * @param value what it means
 * @param end the place in the source behind its closing mark
 */
record QuotedText(String value, int end) {

  /** Reads the constant that begins at a quotation mark, a back quote or an apostrophe. */
  static QuotedText read(Source source, int begin) {
    String text = source.text();
    char mark = text.charAt(begin);
    StringBuilder value = new StringBuilder();
    int at = begin + 1;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == mark) {
        return new QuotedText(value.toString(), at + 1);
      }
      if (mark != '`' && c == '\n') {
        break;
      }
      if (mark != '`' && c == '\\') {
        at = escape(source, at + 1, mark, value);
      } else {
        value.append(c);
        at++;
      }
    }
    throw source.syntax(begin, "the quoted text is not closed");
  }

  /** Reads what follows a backslash and returns the place behind it. */
  private static int escape(Source source, int at, char mark, StringBuilder value) {
    char c = at < source.text().length() ? source.text().charAt(at) : 0;
    switch (c) {
      case 'a' -> value.append('\u0007');
      case 'b' -> value.append('\b');
      case 'f' -> value.append('\f');
      case 'n' -> value.append('\n');
      case 'r' -> value.append('\r');
      case 't' -> value.append('\t');
      case 'v' -> value.append('\u000B');
      case '\\' -> value.append('\\');
      case 'x' -> {
        return code(source, at + 1, 2, 16, 0x7F, value);
      }
      case 'u' -> {
        return code(source, at + 1, 4, 16, Character.MAX_CODE_POINT, value);
      }
      case 'U' -> {
        return code(source, at + 1, 8, 16, Character.MAX_CODE_POINT, value);
      }
      case '0', '1', '2', '3' -> {
        return code(source, at, 3, 8, 0x7F, value);
      }
      default -> {
        if (c != mark) {
          throw source.syntax(at - 1, "there is no escape \\" + (c == 0 ? "" : c));
        }
        value.append(c);
      }
    }
    return at + 1;
  }

  /** Reads a character by its number; a byte beyond ASCII would be a part of one alone. */
  private static int code(
      Source source, int at, int digits, int radix, int most, StringBuilder value) {
    int end = Math.min(at + digits, source.text().length());
    try {
      long number = Long.parseLong(source.text().substring(at, end), radix);
      if (end - at == digits && number >= 0 && number <= most) {
        value.appendCodePoint((int) number);
        return end;
      }
    } catch (NumberFormatException _) {
      throw source.syntax(at, "expected the number of a character");
    }
    throw source.syntax(at, "expected the number of a character, at most %x".formatted(most));
  }

  /** The code point that a constant in apostrophes is. */
  int rune(Source source, int begin) {
    if (value.isEmpty() || value.codePointCount(0, value.length()) != 1) {
      throw source.syntax(begin, "expected one character between apostrophes");
    }
    return value.codePointAt(0);
  }
}
