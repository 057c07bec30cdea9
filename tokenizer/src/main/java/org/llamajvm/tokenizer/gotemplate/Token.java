package org.llamajvm.tokenizer.gotemplate;

/**
 * One token of a template.
 *
 * @param type what it is
 * @param text literal text, the value of a string, a name without its dot or dollar, or the digits
 * @param at where it begins in the source, in UTF-16 units
 * @param spaced whether white space stands before it
 */
record Token(Type type, String text, int at, boolean spaced) {

  enum Type {
    TEXT("text"),
    LEFT("an action"),
    RIGHT("the end of the action"),
    DOT("'.'"),
    FIELD("a field"),
    VARIABLE("a variable"),
    NAME("a name"),
    STRING("a string"),
    NUMBER("a number"),
    DECLARE("':='"),
    ASSIGN("'='"),
    PIPE("'|'"),
    COMMA("','"),
    OPEN("'('"),
    CLOSE("')'"),
    END("the end of the template");

    private final String label;

    Type(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  boolean isName(String name) {
    return type == Type.NAME && text.equals(name);
  }

  String describe() {
    return switch (type) {
      case FIELD -> "." + text;
      case VARIABLE -> "$" + text;
      case NAME, NUMBER -> text;
      default -> type.label();
    };
  }
}
