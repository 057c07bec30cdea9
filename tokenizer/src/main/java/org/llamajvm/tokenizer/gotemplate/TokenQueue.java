package org.llamajvm.tokenizer.gotemplate;

import java.util.List;

/** Tokens, from the first to the last. */
final class TokenQueue {

  private final Source source;
  private final List<Token> tokens;
  private int next;

  TokenQueue(Source source, List<Token> tokens) {
    this.source = source;
    this.tokens = tokens;
  }

  Token peek() {
    return ahead(0);
  }

  private Token ahead(int count) {
    return tokens.get(Math.min(next + count, tokens.size() - 1));
  }

  Token next() {
    Token token = peek();
    next++;
    return token;
  }

  /** Takes the next token if it is of a type. */
  boolean take(Token.Type type) {
    boolean fits = peek().type() == type;
    next += fits ? 1 : 0;
    return fits;
  }

  Token expect(Token.Type type, String where) {
    Token token = next();
    if (token.type() != type) {
      throw source.syntax(
          token.at(),
          "unexpected %s in %s, expected %s".formatted(token.describe(), where, type.label()));
    }
    return token;
  }

  /** Whether the next action begins with one of these words. */
  boolean isClause(String... words) {
    return peek().type() == Token.Type.LEFT && List.of(words).contains(wordAhead());
  }

  private String wordAhead() {
    return ahead(1).type() == Token.Type.NAME ? ahead(1).text() : "";
  }

  /** Takes the beginning of an action that goes on with a branch or ends it. */
  Token clause(String kind, int begin) {
    if (peek().type() == Token.Type.END) {
      throw source.syntax(begin, "{{%s}} has no {{end}}".formatted(kind));
    }
    next();
    return next();
  }

  /** Whether variables come next and are set; a loop may set two. */
  boolean setsVariable(boolean loop) {
    if (peek().type() != Token.Type.VARIABLE) {
      return false;
    }
    Token.Type after = ahead(1).type();
    return after == Token.Type.DECLARE
        || after == Token.Type.ASSIGN
        || (loop
            && after == Token.Type.COMMA
            && ahead(2).type() == Token.Type.VARIABLE
            && (ahead(3).type() == Token.Type.DECLARE || ahead(3).type() == Token.Type.ASSIGN));
  }
}
