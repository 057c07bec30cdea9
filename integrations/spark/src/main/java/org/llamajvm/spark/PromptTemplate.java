package org.llamajvm.spark;

import java.util.ArrayList;
import java.util.List;

/**
 * A text with names of columns in braces.
 *
 * @param parts in their order
 */
record PromptTemplate(List<Part> parts) {

  /** A part of a template. */
  sealed interface Part {}

  /** Text that is the same in all rows. */
  record Literal(String text) implements Part {}

  /** The value of a column. */
  record ColumnName(String name) implements Part {}

  /** Copies the list. */
  PromptTemplate {
    parts = List.copyOf(parts);
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException if a brace is not closed or not opened, or has no name in it
   */
  static PromptTemplate parse(String template) {
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < template.length()) {
      char c = template.charAt(at);
      boolean isBrace = c == '{' || c == '}';
      if (isBrace && template.startsWith(String.valueOf(c).repeat(2), at)) {
        literal.append(c);
        at += 2;
      } else if (c == '{') {
        int end = template.indexOf('}', at);
        if (end <= at + 1) {
          throw fault(template, at, "needs the name of a column and a closing brace");
        }
        parts.add(new Literal(literal.toString()));
        literal.setLength(0);
        parts.add(new ColumnName(template.substring(at + 1, end)));
        at = end + 1;
      } else if (c == '}') {
        throw fault(template, at, "closes nothing");
      } else {
        literal.append(c);
        at++;
      }
    }
    parts.add(new Literal(literal.toString()));
    return new PromptTemplate(parts);
  }

  private static IllegalArgumentException fault(String template, int at, String problem) {
    return new IllegalArgumentException(
        "The brace at character %d of the template '%s' %s; write a brace as text twice"
            .formatted(at, template, problem));
  }
}
