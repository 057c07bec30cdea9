package org.llamajvm.models.constraint.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the complement of a schema: one that holds of exactly the other values. One thread at a
 * time.
 */
final class Negation {

  /** There is no complement among the schemas that can be enforced. */
  static final class ImpossibleException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Names the keyword that has none. */
    ImpossibleException(String keyword) {
      super(keyword);
    }
  }

  private static final int MOST_NESTED = 250;

  private final SchemaDocument document;
  private final Disjointness disjointness;
  private final IdentityHashMap<Object, Object> known = new IdentityHashMap<>();
  private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());

  Negation(SchemaDocument document, Disjointness disjointness) {
    this.document = document;
    this.disjointness = disjointness;
  }

  /**
   * The complement; the same object for the same schema.
   *
   * @throws ImpossibleException if a keyword has none
   */
  Object negate(Object schema) throws ImpossibleException {
    if (schema instanceof Boolean flag) {
      return !flag;
    }
    if (!(schema instanceof Map<?, ?> map)) {
      throw new ImpossibleException("what is no schema");
    }
    Object done = known.get(schema);
    if (done != null) {
      return done;
    }
    if (!open.add(schema)) {
      throw new ImpossibleException("a schema that contains itself");
    }
    try {
      if (open.size() > MOST_NESTED) {
        throw new ImpossibleException("schemas more than %d deep".formatted(MOST_NESTED));
      }
      Object result = any(map, options(map));
      known.put(schema, result);
      return result;
    } finally {
      open.remove(schema);
    }
  }

  private Object any(Map<?, ?> from, List<Object> options) {
    return switch (options.size()) {
      case 0 -> false;
      case 1 -> options.getFirst();
      default -> schema(from, "anyOf", options);
    };
  }

  /** A schema of keywords and values by turns. */
  private Map<String, Object> schema(Map<?, ?> from, Object... entries) {
    Map<String, Object> schema = new LinkedHashMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      schema.put((String) entries[i], entries[i + 1]);
    }
    document.derive(schema, from);
    return schema;
  }

  private List<Object> options(Map<?, ?> map) throws ImpossibleException {
    List<Object> options = new ArrayList<>();
    if (document.isLegacy() && map.get("$ref") instanceof String) {
      keyword(map, "$ref", options);
      return options;
    }
    for (Object key : map.keySet()) {
      keyword(map, (String) key, options);
    }
    return options;
  }

  private void keyword(Map<?, ?> map, String key, List<Object> options) throws ImpossibleException {
    Object value = map.get(key);
    switch (key) {
      case "$ref" -> options.add(negate(document.target(map, String.valueOf(value))));
      case "allOf" -> {
        for (Object part : list(map, key)) {
          options.add(negate(part));
        }
      }
      case "anyOf" -> options.add(none(map, list(map, key)));
      case "oneOf" -> {
        requireDisjoint(list(map, key));
        options.add(none(map, list(map, key)));
      }
      case "not" -> {
        document.check(value);
        options.add(value);
      }
      case "if" -> conditional(map, options);
      case "type" -> type(map, options);
      case "enum" -> options.add(schema(map, Keywords.NOT_ENUM, list(map, key)));
      case "const" -> options.add(schema(map, Keywords.NOT_ENUM, Collections.singletonList(value)));
      case "minimum" -> {
        boolean open = Boolean.TRUE.equals(map.get("exclusiveMinimum"));
        options.add(schema(map, "type", "number", open ? "maximum" : "exclusiveMaximum", value));
      }
      case "maximum" -> {
        boolean open = Boolean.TRUE.equals(map.get("exclusiveMaximum"));
        options.add(schema(map, "type", "number", open ? "minimum" : "exclusiveMinimum", value));
      }
      case "exclusiveMinimum" -> {
        if (value instanceof JsonNumber) {
          options.add(schema(map, "type", "number", "maximum", value));
        }
      }
      case "exclusiveMaximum" -> {
        if (value instanceof JsonNumber) {
          options.add(schema(map, "type", "number", "minimum", value));
        }
      }
      case "minLength" -> less(map, key, "string", "maxLength", options);
      case "minItems" -> less(map, key, "array", "maxItems", options);
      case "minProperties" -> less(map, key, "object", "maxProperties", options);
      case "maxLength" -> more(map, key, "string", "minLength", options);
      case "maxItems" -> more(map, key, "array", "minItems", options);
      case "maxProperties" -> more(map, key, "object", "minProperties", options);
      case "pattern" -> options.add(schema(map, "type", "string", Keywords.NOT_PATTERN, value));
      case "format" -> {
        if (value instanceof String name && Formats.isKnown(name)) {
          options.add(schema(map, "type", "string", Keywords.NOT_FORMAT, value));
        }
      }
      case "required" -> {
        for (Object name : list(map, key)) {
          if (!(name instanceof String)) {
            throw new ImpossibleException(key);
          }
          Object absent = Collections.singletonMap(name, Boolean.FALSE);
          options.add(schema(map, "type", "object", "properties", absent));
        }
      }
      case "properties" -> properties(map, options);
      case "items" -> items(map, options);
      case "prefixItems" -> first(map, list(map, key), options);
      case "contains" -> contains(map, options);
      case "multipleOf",
          "uniqueItems",
          "patternProperties",
          "propertyNames",
          "dependentRequired",
          "dependentSchemas",
          "dependencies",
          "maxContains",
          "unevaluatedItems",
          "unevaluatedProperties",
          "$dynamicRef",
          "$recursiveRef" ->
          throw new ImpossibleException(key);
      case "additionalProperties" -> {
        if (Boolean.FALSE.equals(value) && !map.containsKey("patternProperties")) {
          options.add(schema(map, "type", "object", Keywords.OTHER_THAN, names(map)));
        } else if (!isAnything(value)) {
          throw new ImpossibleException(key);
        }
      }
      case "additionalItems" -> {
        if (!isAnything(value) && map.get("items") instanceof List<?>) {
          throw new ImpossibleException(key);
        }
      }
      default -> {
        if (key.startsWith("\0")) {
          throw new ImpossibleException("not");
        }
      }
    }
  }

  private static boolean isAnything(Object value) {
    return Boolean.TRUE.equals(value) || (value instanceof Map<?, ?> map && map.isEmpty());
  }

  private static List<?> list(Map<?, ?> map, String key) throws ImpossibleException {
    if (map.get(key) instanceof List<?> list) {
      return list;
    }
    throw new ImpossibleException(key);
  }

  private Object none(Map<?, ?> map, List<?> parts) throws ImpossibleException {
    List<Object> all = new ArrayList<>();
    for (Object part : parts) {
      all.add(negate(part));
    }
    return all.size() == 1 ? all.getFirst() : schema(map, "allOf", all);
  }

  private void requireDisjoint(List<?> parts) throws ImpossibleException {
    for (int i = 0; i < parts.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (!disjointness.areDisjoint(parts.get(i), parts.get(j))) {
          throw new ImpossibleException("oneOf");
        }
      }
    }
  }

  private static List<Object> names(Map<?, ?> map) {
    return map.get("properties") instanceof Map<?, ?> named
        ? new ArrayList<>(named.keySet())
        : List.of();
  }

  private void conditional(Map<?, ?> map, List<Object> options) throws ImpossibleException {
    Object condition = map.get("if");
    if (map.containsKey("then")) {
      options.add(schema(map, "allOf", Arrays.asList(condition, negate(map.get("then")))));
    }
    if (map.containsKey("else")) {
      options.add(schema(map, "allOf", List.of(negate(condition), negate(map.get("else")))));
    }
  }

  private void type(Map<?, ?> map, List<Object> options) {
    List<?> names = Types.names(map.get("type"));
    List<Object> others = new ArrayList<>();
    for (int bit = 1; bit <= Types.OBJECT; bit <<= 1) {
      int type = bit;
      if (names.stream().noneMatch(name -> Types.ofName(name) == type)) {
        others.add(Types.name(bit));
      }
    }
    if (!others.isEmpty()) {
      options.add(schema(map, "type", others));
    }
    if (names.contains("integer") && !names.contains("number")) {
      options.add(schema(map, "type", "number", Keywords.NOT_WHOLE, true));
    }
  }

  private void less(Map<?, ?> map, String key, String type, String opposite, List<Object> options)
      throws ImpossibleException {
    BigDecimal value = number(map, key);
    if (value.signum() > 0) {
      JsonNumber most = new JsonNumber(value.subtract(BigDecimal.ONE).toPlainString());
      options.add(schema(map, "type", type, opposite, most));
    }
  }

  private void more(Map<?, ?> map, String key, String type, String opposite, List<Object> options)
      throws ImpossibleException {
    JsonNumber least = new JsonNumber(number(map, key).add(BigDecimal.ONE).toPlainString());
    options.add(schema(map, "type", type, opposite, least));
  }

  private static BigDecimal number(Map<?, ?> map, String key) throws ImpossibleException {
    if (map.get(key) instanceof JsonNumber number) {
      return number.value();
    }
    throw new ImpossibleException(key);
  }

  private void properties(Map<?, ?> map, List<Object> options) throws ImpossibleException {
    if (!(map.get("properties") instanceof Map<?, ?> named)) {
      throw new ImpossibleException("properties");
    }
    for (Map.Entry<?, ?> entry : named.entrySet()) {
      Object not = negate(entry.getValue());
      if (!Boolean.FALSE.equals(not)) {
        options.add(
            schema(
                map,
                "type",
                "object",
                "required",
                List.of(entry.getKey()),
                "properties",
                Collections.singletonMap(entry.getKey(), not)));
      }
    }
  }

  private void items(Map<?, ?> map, List<Object> options) throws ImpossibleException {
    Object items = map.get("items");
    if (items instanceof List<?> first) {
      first(map, first, options);
    } else if (map.containsKey("prefixItems")) {
      if (!isAnything(items)) {
        throw new ImpossibleException("items after prefixItems");
      }
    } else {
      options.add(schema(map, "type", "array", "contains", negate(items)));
    }
  }

  private void first(Map<?, ?> map, List<?> first, List<Object> options)
      throws ImpossibleException {
    for (int i = 0; i < first.size(); i++) {
      List<Object> prefix = new ArrayList<>(Collections.nCopies(i, (Object) true));
      prefix.add(negate(first.get(i)));
      options.add(
          schema(
              map,
              "type",
              "array",
              "minItems",
              new JsonNumber(String.valueOf(i + 1)),
              "prefixItems",
              prefix));
    }
  }

  private void contains(Map<?, ?> map, List<Object> options) throws ImpossibleException {
    if (map.containsKey("minContains") || map.containsKey("maxContains")) {
      throw new ImpossibleException("contains");
    }
    options.add(schema(map, "type", "array", "items", negate(map.get("contains"))));
  }
}
