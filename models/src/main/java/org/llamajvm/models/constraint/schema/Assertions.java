package org.llamajvm.models.constraint.schema;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.llamajvm.models.constraint.automaton.GrammarException;

/** Reads keywords that say something of the value itself. One thread at a time. */
final class Assertions {

  private final SchemaDocument document;
  private final Findings findings;

  Assertions(SchemaDocument document, Findings findings) {
    this.document = document;
    this.findings = findings;
  }

  private GrammarException fault(Map<?, ?> schema, String key, String expected) {
    return new GrammarException(
        "%s: %s must be %s".formatted(document.place(schema), key, expected));
  }

  /**
   * Adds what a keyword says; keywords that nobody knows say nothing.
   *
   * @throws GrammarException if its value is malformed
   */
  void add(Conditions conditions, Map<?, ?> schema, String key) {
    switch (key) {
      case "type" -> type(conditions, schema);
      case "enum" -> conditions.only(list(schema, key));
      case "const" -> conditions.only(Collections.singletonList(schema.get(key)));
      case Keywords.NOT_ENUM -> conditions.excluded.addAll(list(schema, key));
      case Keywords.OTHER_THAN -> conditions.otherThan.add(new HashSet<>(list(schema, key)));
      case Keywords.NOT_WHOLE -> conditions.broken = true;
      case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf" ->
          number(conditions, schema, key);
      case "minLength", "maxLength", "pattern", "format" -> string(conditions, schema, key);
      case Keywords.NOT_PATTERN -> conditions.notPatterns.add(text(schema, key));
      case Keywords.NOT_FORMAT -> conditions.notFormats.add(text(schema, key));
      case "items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains" ->
          array(conditions, schema, key);
      case "properties",
          "patternProperties",
          "additionalProperties",
          "required",
          "minProperties",
          "maxProperties",
          "propertyNames" ->
          object(conditions, schema, key);
      default -> {}
    }
  }

  private List<?> list(Map<?, ?> schema, String key) {
    if (schema.get(key) instanceof List<?> list) {
      return list;
    }
    throw fault(schema, key, "a list");
  }

  private String text(Map<?, ?> schema, String key) {
    if (schema.get(key) instanceof String text) {
      return text;
    }
    throw fault(schema, key, "a string");
  }

  private BigDecimal decimal(Map<?, ?> schema, String key) {
    if (schema.get(key) instanceof JsonNumber number) {
      return number.value();
    }
    throw fault(schema, key, "a number");
  }

  private int count(Map<?, ?> schema, String key) {
    BigDecimal value = decimal(schema, key);
    if (value.signum() < 0 || value.stripTrailingZeros().scale() > 0) {
      throw fault(schema, key, "a whole number that is not negative");
    }
    return value.min(BigDecimal.valueOf(Integer.MAX_VALUE)).intValueExact();
  }

  private void type(Conditions conditions, Map<?, ?> schema) {
    int types = 0;
    boolean anyNumber = false;
    for (Object name : Types.names(schema.get("type"))) {
      int bit = Types.ofName(name);
      if (bit == 0) {
        throw fault(schema, "type", "the name of a type or a list of such names, not " + name);
      }
      types |= bit;
      anyNumber |= "number".equals(name);
    }
    conditions.types &= types;
    conditions.whole |= !anyNumber;
  }

  private void number(Conditions conditions, Map<?, ?> schema, String key) {
    switch (key) {
      case "minimum" ->
          conditions.atLeast(
              decimal(schema, key), Boolean.TRUE.equals(schema.get("exclusiveMinimum")));
      case "maximum" ->
          conditions.atMost(
              decimal(schema, key), Boolean.TRUE.equals(schema.get("exclusiveMaximum")));
      case "exclusiveMinimum" -> {
        if (!(schema.get(key) instanceof Boolean)) {
          conditions.atLeast(decimal(schema, key), true);
        }
      }
      case "exclusiveMaximum" -> {
        if (!(schema.get(key) instanceof Boolean)) {
          conditions.atMost(decimal(schema, key), true);
        }
      }
      default -> {
        BigDecimal step = decimal(schema, key);
        if (step.signum() <= 0) {
          throw fault(schema, key, "a positive number");
        }
        conditions.multiples.add(step);
      }
    }
  }

  private void string(Conditions conditions, Map<?, ?> schema, String key) {
    switch (key) {
      case "minLength" -> conditions.minLength = Math.max(conditions.minLength, count(schema, key));
      case "maxLength" -> conditions.maxLength = Math.min(conditions.maxLength, count(schema, key));
      case "pattern" -> conditions.patterns.add(text(schema, key));
      default -> format(conditions, schema);
    }
  }

  private void format(Conditions conditions, Map<?, ?> schema) {
    String name = text(schema, "format");
    if (Formats.isKnown(name)) {
      conditions.formats.add(name);
    } else if (Formats.isStandard(name)) {
      findings.add(document.place(schema), "format '%s'".formatted(name));
    }
  }

  private void array(Conditions conditions, Map<?, ?> schema, String key) {
    switch (key) {
      case "minItems" -> conditions.minItems = Math.max(conditions.minItems, count(schema, key));
      case "maxItems" -> conditions.maxItems = Math.min(conditions.maxItems, count(schema, key));
      case "uniqueItems" -> {
        if (!(schema.get(key) instanceof Boolean unique)) {
          throw fault(schema, key, "true or false");
        }
        conditions.unique |= unique;
      }
      case "contains" -> contains(conditions, schema);
      case "prefixItems" -> items(conditions, schema);
      default -> {
        if (!schema.containsKey("prefixItems")) {
          items(conditions, schema);
        }
      }
    }
  }

  private void contains(Conditions conditions, Map<?, ?> schema) {
    if (schema.containsKey("maxContains")) {
      findings.add(document.place(schema), "maxContains");
    }
    int min = schema.containsKey("minContains") ? count(schema, "minContains") : 1;
    if (min > 0) {
      conditions.contains.add(new Conditions.Contains(schema.get("contains"), min));
    }
  }

  /** Adds what {@code items}, {@code prefixItems} and {@code additionalItems} say. */
  void items(Conditions conditions, Map<?, ?> schema) {
    Object items = schema.get("items");
    if (schema.containsKey("prefixItems")) {
      Object rest = schema.containsKey("items") ? items : true;
      document.check(rest);
      conditions.items.add(new Conditions.Items(list(schema, "prefixItems"), rest));
    } else if (items instanceof List<?> first) {
      Object rest = schema.containsKey("additionalItems") ? schema.get("additionalItems") : true;
      conditions.items.add(new Conditions.Items(first, rest));
    } else {
      conditions.items.add(new Conditions.Items(List.of(), items));
    }
  }

  private void object(Conditions conditions, Map<?, ?> schema, String key) {
    switch (key) {
      case "required" -> required(conditions, schema);
      case "minProperties" ->
          conditions.minMembers = Math.max(conditions.minMembers, count(schema, key));
      case "maxProperties" ->
          conditions.maxMembers = Math.min(conditions.maxMembers, count(schema, key));
      case "propertyNames" -> conditions.nameSchemas.add(schema.get(key));
      case "properties" -> members(conditions, schema);
      case "patternProperties" -> {
        if (!schema.containsKey("properties")) {
          members(conditions, schema);
        }
      }
      default -> {
        if (!schema.containsKey("properties") && !schema.containsKey("patternProperties")) {
          members(conditions, schema);
        }
      }
    }
  }

  private void required(Conditions conditions, Map<?, ?> schema) {
    for (Object name : list(schema, "required")) {
      if (!(name instanceof String text)) {
        throw fault(schema, "required", "a list of names");
      }
      conditions.required.add(text);
    }
  }

  /** Adds what {@code properties} and its two companions say. */
  void members(Conditions conditions, Map<?, ?> schema) {
    if (schema.containsKey("additionalProperties")) {
      document.check(schema.get("additionalProperties"));
    }
    conditions.members.add(
        new Conditions.Members(
            map(schema, "properties"),
            map(schema, "patternProperties"),
            schema.get("additionalProperties")));
  }

  private Map<?, ?> map(Map<?, ?> schema, String key) {
    Object value = schema.get(key);
    if (value == null && !schema.containsKey(key)) {
      return Map.of();
    }
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw fault(schema, key, "an object");
  }
}
