package org.llamajvm.models.constraint.schema;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The types of JSON values as bits. */
final class Types {

  static final int NULL = 1;
  static final int BOOLEAN = 2;
  static final int NUMBER = 4;
  static final int STRING = 8;
  static final int ARRAY = 16;
  static final int OBJECT = 32;
  static final int ALL = 63;

  private Types() {}

  /** The names that a schema lists, or its only one. */
  static List<?> names(Object type) {
    return type instanceof List<?> list ? list : Collections.singletonList(type);
  }

  /** The bit of a name; 0 if it is none. */
  static int ofName(Object name) {
    return switch (name instanceof String text ? text : "") {
      case "null" -> NULL;
      case "boolean" -> BOOLEAN;
      case "number", "integer" -> NUMBER;
      case "string" -> STRING;
      case "array" -> ARRAY;
      case "object" -> OBJECT;
      default -> 0;
    };
  }

  /** The bit of a value. */
  static int of(Object value) {
    return switch (value) {
      case null -> NULL;
      case Boolean _ -> BOOLEAN;
      case JsonNumber _ -> NUMBER;
      case String _ -> STRING;
      case List<?> _ -> ARRAY;
      case Map<?, ?> _ -> OBJECT;
      default -> throw new IllegalArgumentException("no value of JSON: " + value);
    };
  }

  /** The name of a bit. */
  static String name(int bit) {
    return switch (bit) {
      case NULL -> "null";
      case BOOLEAN -> "boolean";
      case NUMBER -> "number";
      case STRING -> "string";
      case ARRAY -> "array";
      case OBJECT -> "object";
      default -> throw new IllegalArgumentException("no type: " + bit);
    };
  }
}
