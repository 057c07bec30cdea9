package org.llamajvm.models.constraint.schema;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.models.constraint.automaton.ByteSet;
import org.llamajvm.models.constraint.automaton.Grammar;
import org.llamajvm.models.constraint.automaton.JsonCharacter;
import org.llamajvm.models.constraint.automaton.Node;
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
  private final Grammar grammar;
  private final Map<ByteBuffer, Regex> literals = new HashMap<>();

  JsonSyntax(Grammar grammar) {
    this.grammar = grammar;
    regexes = grammar.regexes();
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

  /** A text as one part of the grammar, each made once: values that are listed may be many. */
  private Regex literal(byte[] text) {
    return literals.computeIfAbsent(ByteBuffer.wrap(text), _ -> regexes.literals(List.of(text)));
  }

  /** Exactly this value, objects in the order of their keys. */
  Node value(Object value) {
    return switch (value) {
      case null -> regexes.literal("null");
      case Boolean flag -> regexes.literal(flag.toString());
      case JsonNumber number -> literal(Utf8.encode(number.text()));
      case String text -> literal(JsonCharacter.quote(text));
      case List<?> items -> {
        List<Node> parts = new ArrayList<>();
        for (Object item : items) {
          parts.add(parts.isEmpty() ? arrayStart : comma);
          parts.add(value(item));
        }
        parts.add(parts.isEmpty() ? regexes.concat(arrayStart, emptyArrayEnd) : arrayEnd);
        yield grammar.sequence(parts);
      }
      case Map<?, ?> members -> {
        List<Node> parts = new ArrayList<>();
        members.forEach((key, member) -> {
          parts.add(parts.isEmpty() ? objectStart : comma);
          parts.add(literal(JsonCharacter.quote((String) key)));
          parts.add(colon);
          parts.add(value(member));
        });
        parts.add(parts.isEmpty() ? regexes.concat(objectStart, emptyObjectEnd) : objectEnd);
        yield grammar.sequence(parts);
      }
      default -> throw new IllegalArgumentException("no value of JSON: " + value);
    };
  }
}
