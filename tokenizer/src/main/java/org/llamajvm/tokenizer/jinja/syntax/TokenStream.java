package org.llamajvm.tokenizer.jinja.syntax;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The tokens of a template with a position, and a bound on how deep the parser may nest. */
final class TokenStream {
  private static final int MAX_NESTING = 100;

  private final List<Token> tokens;
  private int position;
  private int nesting;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(position);
  }

  Token peek() {
    return tokens.get(Math.min(position + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = current();
    if (token.type() != Token.Type.END) {
      position++;
    }
    return token;
  }

  boolean atSymbol(String symbol) {
    return current().isSymbol(symbol);
  }

  boolean atName(String name) {
    return current().isName(name);
  }

  boolean at(Token.Type type) {
    return current().type() == type;
  }

  boolean skipSymbol(String symbol) {
    boolean here = atSymbol(symbol);
    if (here) {
      next();
    }
    return here;
  }

  boolean skipName(String name) {
    boolean here = atName(name);
    if (here) {
      next();
    }
    return here;
  }

  void expectSymbol(String symbol) {
    if (!skipSymbol(symbol)) {
      throw unexpected("'" + symbol + "'");
    }
  }

  Token expect(Token.Type type, String what) {
    if (!at(type)) {
      throw unexpected(what);
    }
    return next();
  }

  String expectName() {
    return expect(Token.Type.NAME, "a name").text();
  }

  TemplateException unexpected(String expected) {
    return fail("expected " + expected + ", got '" + current().describe() + "'");
  }

  TemplateException fail(String message) {
    return TemplateException.syntax(current().line(), message);
  }

  int position() {
    return position;
  }

  /** The names between an earlier position and the current one. */
  Set<String> namesSince(int start) {
    return tokens.subList(start, position).stream()
        .filter(token -> token.type() == Token.Type.NAME)
        .map(Token::text)
        .collect(Collectors.toSet());
  }

  void enter() {
    if (++nesting > MAX_NESTING) {
      throw TemplateException.limit("template nests deeper than " + MAX_NESTING)
          .at(current().line());
    }
  }

  void leave() {
    nesting--;
  }
}
