package org.llamajvm.tokenizer.jinja.syntax;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a template into tokens: literal data between tags, and what {@link TagLexer} reads inside
 * them.
 *
 * <p>The settings are those with which published chat templates are written: {@code trim_blocks}
 * (one line end after a statement or comment is dropped) and {@code lstrip_blocks} (blanks between
 * the start of a line and a statement or comment are dropped), and one line end at the very end of
 * the template is dropped.
 */
final class Lexer {
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;

  private Lexer(String source) {
    this.source = source;
  }

  /**
   * The tokens of a template, the last of type {@code END}.
   *
   * @throws TemplateException if a tag, comment, string or raw section is not closed, or a tag has
   *     a character that belongs to no token
   */
  static List<Token> tokenize(String template) {
    String source = template.replace("\r\n", "\n").replace('\r', '\n');
    if (source.endsWith("\n")) {
      source = source.substring(0, source.length() - 1);
    }
    Lexer lexer = new Lexer(source);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (position < source.length()) {
      int tag = nextTag(position);
      if (tag < 0) {
        emitData(source.substring(position));
        advance(source.length());
        break;
      }
      char kind = source.charAt(tag + 1);
      int body = tag + 2;
      char sign = charAt(body);
      if (sign == '-' || sign == '+') {
        body++;
      } else {
        sign = 0;
      }
      emitData(trimBefore(tag, sign, kind == '{'));
      advance(tag);
      int raw = kind == '%' ? afterRawTag(body) : -1;
      if (raw >= 0) {
        advance(raw);
        raw();
      } else if (kind == '#') {
        comment(body);
      } else {
        TagLexer lexer = new TagLexer(source, body, line, kind == '%', tokens);
        position = lexer.run();
        line = lexer.line();
      }
    }
    tokens.add(new Token(Token.Type.END, "", line));
  }

  private int nextTag(int from) {
    for (int i = source.indexOf('{', from); i >= 0; i = source.indexOf('{', i + 1)) {
      char next = charAt(i + 1);
      if (next == '{' || next == '%' || next == '#') {
        return i;
      }
    }
    return -1;
  }

  /** The data from {@code position} to a tag, with the blanks dropped that the tag asks to drop. */
  private String trimBefore(int tag, char sign, boolean output) {
    String text = source.substring(position, tag);
    if (sign == '-') {
      return Whitespace.stripEnd(text);
    }
    if (sign == '+' || output) {
      return text;
    }
    int lineStart = text.lastIndexOf('\n') + 1;
    boolean fromLineStart = lineStart > 0 || position == 0 || source.charAt(position - 1) == '\n';
    boolean blank = Whitespace.skip(text, lineStart) == text.length();
    return fromLineStart && blank ? text.substring(0, lineStart) : text;
  }

  private void comment(int body) {
    int end = source.indexOf("#}", body);
    if (end < 0) {
      throw TemplateException.syntax(line, "Missing end of comment tag");
    }
    char sign = end > body ? source.charAt(end - 1) : 0;
    advance(afterTag(source, end + 2, sign, true));
  }

  private void raw() {
    for (int tag = source.indexOf("{%", position); tag >= 0; tag = source.indexOf("{%", tag + 1)) {
      int body = tag + 2;
      char sign = charAt(body);
      if (sign == '-' || sign == '+') {
        body++;
      }
      int word = Whitespace.skip(source, body);
      if (!source.startsWith("endraw", word)) {
        continue;
      }
      int close = Whitespace.skip(source, word + "endraw".length());
      char closeSign = charAt(close);
      int end = closeSign == '-' || closeSign == '+' ? close + 1 : close;
      if (source.startsWith("%}", end)) {
        emitData(trimBefore(tag, sign, false));
        advance(afterTag(source, end + 2, closeSign, true));
        return;
      }
    }
    throw TemplateException.syntax(line, "Missing end of raw directive");
  }

  private int afterRawTag(int body) {
    int word = Whitespace.skip(source, body);
    if (!source.startsWith("raw", word)) {
      return -1;
    }
    int close = Whitespace.skip(source, word + "raw".length());
    if (source.startsWith("-%}", close)) {
      return Whitespace.skip(source, close + 3);
    }
    return source.startsWith("%}", close) ? close + 2 : -1;
  }

  /** Where data starts again after a tag that ends at {@code end} and was closed with a sign. */
  static int afterTag(String source, int end, char sign, boolean trimLineEnd) {
    if (sign == '-') {
      return Whitespace.skip(source, end);
    }
    boolean lineEnd = end < source.length() && source.charAt(end) == '\n';
    return trimLineEnd && sign != '+' && lineEnd ? end + 1 : end;
  }

  private void emitData(String text) {
    if (!text.isEmpty()) {
      tokens.add(new Token(Token.Type.DATA, text, line));
    }
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
