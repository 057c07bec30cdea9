package org.llamajvm.tokenizer.jinja.syntax;

/**
 * One token of a template.
 *
 * @param type what it is
 * @param text its text: literal data, an unescaped string, digits without underscores, or a symbol
 * @param line the line it starts on, from 1
 */
record Token(Type type, String text, int line) {
  enum Type {
    DATA,
    BLOCK_BEGIN,
    BLOCK_END,
    OUTPUT_BEGIN,
    OUTPUT_END,
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    SYMBOL,
    END
  }

  boolean isName(String name) {
    return type == Type.NAME && text.equals(name);
  }

  boolean isSymbol(String symbol) {
    return type == Type.SYMBOL && text.equals(symbol);
  }

  String describe() {
    return switch (type) {
      case END -> "end of template";
      case BLOCK_END -> "end of statement block";
      case OUTPUT_END -> "end of print statement";
      case DATA -> "template data";
      default -> text;
    };
  }
}
