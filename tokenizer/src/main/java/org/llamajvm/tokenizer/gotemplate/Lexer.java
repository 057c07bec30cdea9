package org.llamajvm.tokenizer.gotemplate;

import java.util.ArrayList;
import java.util.List;

/** Cuts a source into tokens and trims text where an action asks for it. */
final class Lexer {

  private static final String LEFT = "{{";
  private static final String RIGHT = "}}";
  private static final String COMMENT = "/*";
  private static final String COMMENT_END = "*/";
  private static final String SPACES = " \t\r\n";

  private final Source source;
  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Lexer(Source source) {
    this.source = source;
    text = source.text();
  }

  /** All tokens, the last of which is {@link Token.Type#END}. */
  static List<Token> read(Source source) {
    Lexer lexer = new Lexer(source);
    lexer.read();
    return lexer.tokens;
  }

  private void read() {
    boolean trim = false;
    while (at < text.length()) {
      int left = text.indexOf(LEFT, at);
      int end = left < 0 ? text.length() : left;
      boolean trimNext = left >= 0 && trimsBefore(left + LEFT.length());
      literal(trim, end, trimNext);
      if (left < 0) {
        break;
      }
      at = left + LEFT.length() + (trimNext ? 2 : 0);
      trim = text.startsWith(COMMENT, at) ? comment(left) : action(left);
    }
    add(Token.Type.END, "", text.length(), false);
  }

  private boolean trimsBefore(int inside) {
    return text.startsWith("-", inside)
        && inside + 1 < text.length()
        && SPACES.indexOf(text.charAt(inside + 1)) >= 0;
  }

  private void literal(boolean trimStart, int end, boolean trimEnd) {
    int from = at;
    int to = end;
    while (trimStart && from < to && SPACES.indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    while (trimEnd && to > from && SPACES.indexOf(text.charAt(to - 1)) >= 0) {
      to--;
    }
    if (from < to) {
      add(Token.Type.TEXT, text.substring(from, to), from, false);
    }
    at = end;
  }

  /** Passes over a comment; returns whether the text behind it is trimmed. */
  private boolean comment(int left) {
    int end = text.indexOf(COMMENT_END, at + COMMENT.length());
    if (end < 0) {
      throw source.syntax(left, "the comment is not closed");
    }
    at = end + COMMENT_END.length();
    boolean trim = trimsAfter();
    at += trim ? 2 : 0;
    if (!text.startsWith(RIGHT, at)) {
      throw source.syntax(left, "a comment must fill its action: {{/* ... */}}");
    }
    at += RIGHT.length();
    return trim;
  }

  /** Whether blank, dash and the end of the action come next. */
  private boolean trimsAfter() {
    return at < text.length()
        && SPACES.indexOf(text.charAt(at)) >= 0
        && text.startsWith("-" + RIGHT, at + 1);
  }

  /** Reads an action; returns whether the text behind it is trimmed. */
  private boolean action(int left) {
    add(Token.Type.LEFT, "", left, false);
    boolean spaced = true;
    while (true) {
      if (trimsAfter()) {
        add(Token.Type.RIGHT, "", at + 1, true);
        at += 2 + RIGHT.length();
        return true;
      }
      if (text.startsWith(RIGHT, at)) {
        add(Token.Type.RIGHT, "", at, spaced);
        at += RIGHT.length();
        return false;
      }
      if (at >= text.length()) {
        throw source.syntax(left, "the action is not closed by }}");
      }
      if (SPACES.indexOf(text.charAt(at)) >= 0) {
        spaced = true;
        at++;
      } else {
        token(spaced);
        spaced = false;
      }
    }
  }

  private void token(boolean spaced) {
    char c = text.charAt(at);
    switch (c) {
      case '(' -> symbol(Token.Type.OPEN, 1, spaced);
      case ')' -> symbol(Token.Type.CLOSE, 1, spaced);
      case '|' -> symbol(Token.Type.PIPE, 1, spaced);
      case ',' -> symbol(Token.Type.COMMA, 1, spaced);
      case '=' -> symbol(Token.Type.ASSIGN, 1, spaced);
      case '"', '`', '\'' -> quoted(spaced);
      case '$' -> word(Token.Type.VARIABLE, 1, spaced);
      case '.' -> dot(spaced);
      case ':' -> {
        if (!text.startsWith(":=", at)) {
          throw source.syntax(at, "expected :=");
        }
        symbol(Token.Type.DECLARE, 2, spaced);
      }
      default -> {
        if (isDigit(c) || ((c == '-' || c == '+') && isDigit(peek(1)))) {
          number(spaced);
        } else if (isLetter(c)) {
          word(Token.Type.NAME, 0, spaced);
        } else {
          throw source.syntax(at, "unexpected '%s' in an action".formatted(c));
        }
      }
    }
  }

  private void dot(boolean spaced) {
    if (isDigit(peek(1))) {
      number(spaced);
    } else if (isLetter(peek(1))) {
      word(Token.Type.FIELD, 1, spaced);
    } else {
      symbol(Token.Type.DOT, 1, spaced);
    }
  }

  private char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return c == '_' || Character.isLetter(c);
  }

  private void symbol(Token.Type type, int length, boolean spaced) {
    add(type, "", at, spaced);
    at += length;
  }

  /** A name after so many characters that are not part of it. */
  private void word(Token.Type type, int skipped, boolean spaced) {
    int end = at + skipped;
    while (end < text.length() && (isLetter(text.charAt(end)) || isDigit(text.charAt(end)))) {
      end++;
    }
    add(type, text.substring(at + skipped, end), at, spaced);
    at = end;
  }

  private void number(boolean spaced) {
    int end = at + 1;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || "._+-".indexOf(text.charAt(end)) >= 0)) {
      boolean sign = text.charAt(end) == '+' || text.charAt(end) == '-';
      if (sign && "eE".indexOf(text.charAt(end - 1)) < 0) {
        break;
      }
      end++;
    }
    add(Token.Type.NUMBER, text.substring(at, end), at, spaced);
    at = end;
  }

  private void quoted(boolean spaced) {
    QuotedText quoted = QuotedText.read(source, at);
    boolean character = text.charAt(at) == '\'';
    String value = character ? String.valueOf(quoted.rune(source, at)) : quoted.value();
    add(character ? Token.Type.NUMBER : Token.Type.STRING, value, at, spaced);
    at = quoted.end();
  }

  private void add(Token.Type type, String value, int where, boolean spaced) {
    tokens.add(new Token(type, value, where, spaced));
  }
}
