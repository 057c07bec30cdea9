package org.llamajvm.spark.answer;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Finds what a reference inside a schema points to.
 *
 * @param root of the schema
 */
record References(Object root) {

  /** The whole schema. */
  static final String ROOT = "#";

  /**
   * The schema at a place.
   *
   * @param place where the reference stands, for the message
   * @param reference such as {@code #/$defs/person}
   * @throws NoColumnException if it is none of this form, or points to nothing
   */
  Object target(String place, String reference) {
    if (!reference.equals(ROOT) && !reference.startsWith("#/")) {
      throw new NoColumnException(
          place, "has the $ref '%s', which is no place such as #/$defs/name".formatted(reference));
    }
    Object at = root;
    String pointer = URLDecoder.decode(reference.replace("+", "%2B"), StandardCharsets.UTF_8);
    for (String part : List.of(pointer.split("/")).subList(1, pointer.split("/").length)) {
      at = child(at, part.replace("~1", "/").replace("~0", "~"));
    }
    if (at == null) {
      throw new NoColumnException(
          place, "has the $ref '%s', which points to nothing".formatted(reference));
    }
    return at;
  }

  private static Object child(Object parent, String key) {
    return switch (parent) {
      case Map<?, ?> map -> map.get(key);
      case List<?> list when key.matches("[0-9]{1,6}") && Integer.parseInt(key) < list.size() ->
          list.get(Integer.parseInt(key));
      case null, default -> null;
    };
  }
}
