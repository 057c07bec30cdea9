package org.llamajvm.fuzz;

import java.util.List;

/** Templates of Jinja that bytes choose: each byte is a choice, and after the last all is short. */
final class TemplateGrammar {

  private static final int DEEPEST = 6;

  private static final List<String> NAMES =
      List.of("messages", "message", "bos_token", "loop", "x", "tools", "add_generation_prompt");
  private static final List<String> FILTERS =
      List.of(
          "trim",
          "length",
          "upper",
          "tojson",
          "join(',')",
          "list",
          "first",
          "last",
          "sort",
          "map(attribute='role')",
          "selectattr('role')",
          "replace('a', 'bb')",
          "int",
          "string",
          "default('d')",
          "items",
          "reverse",
          "unique",
          "indent(2)",
          "batch(2)",
          "round");
  private static final List<String> OPERATORS =
      List.of("+", "-", "*", "/", "//", "%", "**", "~", "==", "<", "in", "and", "or", "not in");

  private final byte[] choices;
  private int next;

  TemplateGrammar(byte[] choices) {
    this.choices = choices;
  }

  String template() {
    StringBuilder text = new StringBuilder();
    while (next < choices.length) {
      text.append(statement(0));
    }
    return text.toString();
  }

  private int choice(int ways) {
    return next < choices.length ? (choices[next++] & 0xFF) % ways : 0;
  }

  private <T> T of(List<T> list) {
    return list.get(choice(list.size()));
  }

  private String statement(int depth) {
    if (depth > DEEPEST) {
      return "t";
    }
    return switch (choice(6)) {
      case 1 -> "{{ " + expression(depth) + " }}";
      case 2 -> "{% for x in " + expression(depth) + " %}" + statement(depth + 1) + "{%- endfor %}";
      case 3 ->
          "{% if "
              + expression(depth)
              + " %}"
              + statement(depth + 1)
              + "{% else %}"
              + statement(depth + 1)
              + "{% endif %}";
      case 4 -> "{% set " + of(NAMES) + " = " + expression(depth) + " -%}";
      case 5 ->
          "{% macro m(x) %}"
              + statement(depth + 1)
              + "{% endmacro %}{{ m("
              + expression(depth)
              + ") }}";
      default -> "text ";
    };
  }

  private String expression(int depth) {
    if (depth > DEEPEST) {
      return "1";
    }
    return switch (choice(10)) {
      case 1 -> of(NAMES);
      case 2 -> expression(depth + 1) + " " + of(OPERATORS) + " " + expression(depth + 1);
      case 3 -> "(" + expression(depth + 1) + ") | " + of(FILTERS);
      case 4 -> "[" + expression(depth + 1) + ", " + expression(depth + 1) + "]";
      case 5 -> "{'a': " + expression(depth + 1) + "}";
      case 6 -> "'" + "ab".repeat(choice(20)) + "'";
      case 7 -> of(NAMES) + "[" + expression(depth + 1) + "]";
      case 8 -> "range(" + choice(200) + ")";
      case 9 -> "(" + expression(depth + 1) + ").split('b')";
      default -> Integer.toString(choice(256));
    };
  }
}
