package org.llamajvm.tokenizer.jinja.syntax;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Reads the tokens inside one statement or output tag. */
final class TagLexer {
  private static final String SINGLE_SYMBOLS = "+-*/%~[](){}.:|,;=<>";
  private static final List<String> DOUBLE_SYMBOLS = List.of("//", "**", "==", "!=", ">=", "<=");

  /** As many as Python prints. */
  private static final int MAX_DIGITS = 4300;

  private final String source;
  private final boolean block;
  private final List<Token> tokens;
  private final Deque<Character> open = new ArrayDeque<>();
  private int position;
  private int line;

  TagLexer(String source, int position, int line, boolean block, List<Token> tokens) {
    this.source = source;
    this.position = position;
    this.line = line;
    this.block = block;
    this.tokens = tokens;
  }

  /** Reads to the end of the tag and returns where data starts again. */
  int run() {
    int start = line;
    add(block ? Token.Type.BLOCK_BEGIN : Token.Type.OUTPUT_BEGIN, "");
    while (position < source.length()) {
      char c = source.charAt(position);
      if (Whitespace.is(c)) {
        advance(position + 1);
      } else if (open.isEmpty() && atEnd()) {
        return position;
      } else if (c == '"' || c == '\'') {
        string(c);
      } else if (c >= '0' && c <= '9') {
        number();
      } else if (c == '_' || Character.isUnicodeIdentifierStart(source.codePointAt(position))) {
        name();
      } else {
        symbol(c);
      }
    }
    throw TemplateException.syntax(
        start, "unexpected end of template, expected " + (block ? "'%}'" : "'}}'"));
  }

  int line() {
    return line;
  }

  private boolean atEnd() {
    char c = source.charAt(position);
    char sign = c == '-' || (block && c == '+') ? c : 0;
    int close = sign == 0 ? position : position + 1;
    if (!source.startsWith(block ? "%}" : "}}", close)) {
      return false;
    }
    add(block ? Token.Type.BLOCK_END : Token.Type.OUTPUT_END, "");
    advance(Lexer.afterTag(source, close + 2, sign, block));
    return true;
  }

  private void string(char quote) {
    int end = position + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw TemplateException.syntax(line, "string literal is not closed");
    }
    add(Token.Type.STRING, StringLiteral.unescape(source.substring(position + 1, end), line));
    advance(end + 1);
  }

  private void name() {
    int end = position;
    while (end < source.length() && isNamePart(source.codePointAt(end))) {
      end += Character.charCount(source.codePointAt(end));
    }
    add(Token.Type.NAME, source.substring(position, end));
    position = end;
  }

  private static boolean isNamePart(int c) {
    return Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c);
  }

  private void number() {
    char prefix =
        position + 1 < source.length() ? Character.toLowerCase(source.charAt(position + 1)) : 0;
    int radix = prefix == 'x' ? 16 : prefix == 'o' ? 8 : prefix == 'b' ? 2 : 10;
    if (source.charAt(position) == '0' && radix != 10) {
      int end = digits(position + 2, radix);
      String text = source.substring(position + 2, end).replace("_", "");
      if (text.isEmpty()) {
        throw TemplateException.syntax(line, "number without digits");
      }
      checkDigits(text.length());
      add(Token.Type.INTEGER, new BigInteger(text, radix).toString());
      position = end;
      return;
    }
    int whole = digits(position, 10);
    int end = whole;
    boolean afterDot = position > 0 && source.charAt(position - 1) == '.';
    if (!afterDot) {
      if (charAt(end) == '.' && isDigit(charAt(end + 1))) {
        end = digits(end + 1, 10);
      }
      end = exponent(end);
    }
    checkDigits(end - position);
    Token.Type type = end == whole ? Token.Type.INTEGER : Token.Type.FLOAT;
    add(type, source.substring(position, end).replace("_", ""));
    position = end;
  }

  private void checkDigits(int count) {
    if (count > MAX_DIGITS) {
      throw TemplateException.syntax(line, "number of more than " + MAX_DIGITS + " digits");
    }
  }

  private int exponent(int from) {
    if (charAt(from) != 'e' && charAt(from) != 'E') {
      return from;
    }
    char sign = charAt(from + 1);
    int digits = sign == '+' || sign == '-' ? from + 2 : from + 1;
    return isDigit(charAt(digits)) ? digits(digits, 10) : from;
  }

  private int digits(int from, int radix) {
    int end = from;
    while (Character.digit(charAt(end), radix) >= 0
        || (charAt(end) == '_' && Character.digit(charAt(end + 1), radix) >= 0)) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void symbol(char c) {
    for (String symbol : DOUBLE_SYMBOLS) {
      if (source.startsWith(symbol, position)) {
        add(Token.Type.SYMBOL, symbol);
        position += 2;
        return;
      }
    }
    if (SINGLE_SYMBOLS.indexOf(c) < 0) {
      throw TemplateException.syntax(
          line, "unexpected char '" + Character.toString(source.codePointAt(position)) + "'");
    }
    switch (c) {
      case '(' -> open.push(')');
      case '[' -> open.push(']');
      case '{' -> open.push('}');
      case ')', ']', '}' -> {
        if (open.isEmpty() || open.pop() != c) {
          throw TemplateException.syntax(line, "unexpected '" + c + "'");
        }
      }
      default -> {}
    }
    add(Token.Type.SYMBOL, String.valueOf(c));
    position++;
  }

  private void add(Token.Type type, String text) {
    tokens.add(new Token(type, text, line));
  }

  private void advance(int to) {
    for (int i = position; i < to; i++) {
      if (source.charAt(i) == '\n') {
        line++;
      }
    }
    position = to;
  }

  private char charAt(int index) {
    return index < source.length() ? source.charAt(index) : 0;
  }
}
