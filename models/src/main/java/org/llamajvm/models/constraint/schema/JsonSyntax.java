package org.llamajvm.models.constraint.schema;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.llamajvm.models.constraint.automaton.ByteSet;
import org.llamajvm.models.constraint.automaton.JsonCharacter;
import org.llamajvm.models.constraint.automaton.Regex;
import org.llamajvm.models.constraint.automaton.Regexes;
import org.llamajvm.models.constraint.automaton.Utf8;

/**
 * The fixed parts of JSON. White space is bounded, so that no model writes it for ever: none, one
 * space, or a line break and indentation, and that only where printers put it. One thread at a
 * time.
 */
final class JsonSyntax {

  private static final int DEEPEST_INDENTATION = 64;

  /** Stands for white space in a text; no JSON has it. */
  private static final String SPACE = "\0";

  final Regex space;
  final Regex objectStart;
  final Regex arrayStart;
  final Regex objectEnd;
  final Regex arrayEnd;

  /** The end of a container with nothing in it, where white space was read already. */
  final Regex emptyObjectEnd;

  final Regex emptyArrayEnd;
  final Regex comma;

  /** The end of a key, and what stands between it and its value. */
  final Regex colon;

  final Regex quote;
  private final Regexes regexes;

  JsonSyntax(Regexes regexes) {
    this.regexes = regexes;
    ByteSet indents = ByteSet.range(' ', ' ');
    indents.add('\t', '\t');
    Regex indentation = regexes.repeat(regexes.bytes(indents), 0, DEEPEST_INDENTATION);
    Regex line =
        regexes.concat(regexes.optional(regexes.literal("\r")), regexes.literal("\n"), indentation);
    space = regexes.or(List.of(regexes.empty(), regexes.literal(" "), line));
    objectStart = regexes.concat(regexes.literal("{"), space);
    arrayStart = regexes.concat(regexes.literal("["), space);
    emptyObjectEnd = regexes.literal("}");
    emptyArrayEnd = regexes.literal("]");
    objectEnd = regexes.concat(space, emptyObjectEnd);
    arrayEnd = regexes.concat(space, emptyArrayEnd);
    comma = regexes.concat(regexes.literal(","), space);
    colon = regexes.concat(regexes.literal(":"), space);
    quote = regexes.literal("\"");
  }

  /** A string of these characters. */
  Regex string(Regex characters) {
    return regexes.concat(quote, characters, quote);
  }

  /** Any number. */
  Regex number() {
    return regexes.concat(integer(), regexes.optional(fraction()), regexes.optional(exponent()));
  }

  /** A whole number without fraction and exponent. */
  Regex integer() {
    return regexes.concat(
        regexes.optional(regexes.literal("-")),
        regexes.or(
            regexes.literal("0"), regexes.concat(digit('1', '9'), regexes.star(digit('0', '9')))));
  }

  Regex fraction() {
    return regexes.concat(
        regexes.literal("."), regexes.repeat(digit('0', '9'), 1, Regexes.UNBOUNDED));
  }

  private Regex exponent() {
    ByteSet e = ByteSet.range('e', 'e');
    e.add('E', 'E');
    ByteSet sign = ByteSet.range('+', '+');
    sign.add('-', '-');
    return regexes.concat(
        regexes.bytes(e),
        regexes.optional(regexes.bytes(sign)),
        regexes.repeat(digit('0', '9'), 1, 3));
  }

  private Regex digit(char from, char to) {
    return regexes.bytes(ByteSet.range(from, to));
  }

  /** Exactly one of these values, objects in the order of their keys. */
  Regex values(Collection<?> values) {
    return regexes.literals(values.stream().map(this::text).toList(), space);
  }

  private byte[] text(Object value) {
    StringBuilder text = new StringBuilder();
    append(text, value);
    return Utf8.encode(text.toString());
  }

  private void append(StringBuilder text, Object value) {
    regexes.limits().checkTime();
    switch (value) {
      case null -> text.append("null");
      case Boolean flag -> text.append(flag);
      case JsonNumber number -> text.append(number.text());
      case String string -> JsonCharacter.quote(text, string);
      case List<?> items -> {
        text.append('[').append(SPACE);
        String separator = "";
        for (Object item : items) {
          append(text.append(separator), item);
          separator = "," + SPACE;
        }
        text.append(items.isEmpty() ? "" : SPACE).append(']');
      }
      case Map<?, ?> members -> {
        text.append('{').append(SPACE);
        String separator = "";
        for (Map.Entry<?, ?> member : members.entrySet()) {
          JsonCharacter.quote(text.append(separator), (String) member.getKey());
          append(text.append(':').append(SPACE), member.getValue());
          separator = "," + SPACE;
        }
        text.append(members.isEmpty() ? "" : SPACE).append('}');
      }
      default -> throw new IllegalArgumentException("no value of JSON: " + value);
    }
  }
}
