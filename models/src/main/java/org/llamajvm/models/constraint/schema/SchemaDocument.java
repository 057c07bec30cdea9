package org.llamajvm.models.constraint.schema;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.llamajvm.models.constraint.automaton.GrammarException;
import org.llamajvm.models.constraint.automaton.Limits;

/**
 * A schema with the schemas inside it, and what references in it point to. One thread at a time.
 */
final class SchemaDocument {

  /** Keywords whose values are no schemas. */
  private static final Set<String> VALUES = Set.of("enum", "const", "default", "examples");

  /** Keywords whose values have names of any kind, each with a schema. */
  private static final Set<String> NAMED =
      Set.of(
          "properties",
          "patternProperties",
          "dependentSchemas",
          "dependencies",
          "$defs",
          "definitions");

  private static final int DEEPEST = 500;

  private final Object root;
  private final boolean legacy;
  private final Map<String, Object> byUri = new HashMap<>();
  private final IdentityHashMap<Object, String> bases = new IdentityHashMap<>();
  private final IdentityHashMap<Object, Place> places = new IdentityHashMap<>();
  private final Limits limits;

  /**
   * Reads what the schema and its parts are called.
   *
   * @throws GrammarException if it is nested too deeply, or it takes too long
   */
  SchemaDocument(Object root, Limits limits) {
    this.root = root;
    this.limits = limits;
    String dialect =
        root instanceof Map<?, ?> map && map.get("$schema") instanceof String uri ? uri : "";
    legacy = dialect.matches(".*draft-0[3467].*");
    byUri.put("", root);
    index(root, "", new Place(null, "#"), false, 0);
  }

  /** Where a part is: its key or number within another one. Most are never written out. */
  private record Place(Place outer, Object key) {

    @Override
    public String toString() {
      Deque<String> keys = new ArrayDeque<>();
      for (Place at = this; at != null; at = at.outer()) {
        keys.push(escape(at.key().toString()));
      }
      return String.join("/", keys);
    }
  }

  /**
   * Notes what is in a part.
   *
   * @param named whether its keys are names and no keywords
   */
  private void index(Object value, String base, Place place, boolean named, int depth) {
    limits.checkTime();
    if (depth > DEEPEST) {
      throw new GrammarException("the schema is nested more than %d deep".formatted(DEEPEST));
    }
    switch (value) {
      case Map<?, ?> map -> {
        String own = named ? base : name(map, base);
        bases.put(map, own);
        places.put(map, place);
        map.forEach((key, part) -> {
          if (named || !VALUES.contains(key)) {
            boolean names = !named && NAMED.contains(key);
            index(part, own, new Place(place, key), names, depth + 1);
          }
        });
      }
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          index(list.get(i), base, new Place(place, i), false, depth + 1);
        }
      }
      case null, default -> {}
    }
  }

  private static String escape(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  /** Notes the names of a schema; returns the base of references in it. */
  private String name(Map<?, ?> map, String base) {
    String own = base;
    Object id = map.containsKey("$id") ? map.get("$id") : map.get("id");
    if (id instanceof String text) {
      String uri = resolve(base, text);
      if (text.startsWith("#")) {
        byUri.putIfAbsent(uri, map);
      } else {
        own = withoutFragment(uri);
        byUri.putIfAbsent(own, map);
      }
    }
    for (String keyword : List.of("$anchor", "$dynamicAnchor")) {
      if (map.get(keyword) instanceof String anchor) {
        byUri.putIfAbsent(own + "#" + anchor, map);
      }
    }
    return own;
  }

  private static String resolve(String base, String reference) {
    try {
      if (base.startsWith("urn:") || base.isEmpty()) {
        return reference.startsWith("#") ? base + reference : reference;
      }
      return URI.create(base).resolve(reference).toString();
    } catch (IllegalArgumentException e) {
      return reference.startsWith("#") ? base + reference : reference;
    }
  }

  private static String withoutFragment(String uri) {
    int hash = uri.indexOf('#');
    return hash < 0 ? uri : uri.substring(0, hash);
  }

  /** The whole schema. */
  Object root() {
    return root;
  }

  /** Whether what stands beside a reference does not count, as up to draft 7. */
  boolean isLegacy() {
    return legacy;
  }

  /** Where a schema is, as a JSON pointer. */
  String place(Object schema) {
    Place place = places.get(schema);
    return place == null ? "#" : place.toString();
  }

  /**
   * Checks that something is a schema.
   *
   * @throws GrammarException if it is none
   */
  void check(Object schema) {
    if (!(schema instanceof Boolean || schema instanceof Map<?, ?>)) {
      throw new GrammarException("a schema must be an object or a truth value, not " + schema);
    }
  }

  /** Says that a schema was made of another one. */
  void derive(Object schema, Object from) {
    limits.checkTime(4);
    places.put(schema, places.get(from));
    bases.put(schema, bases.getOrDefault(from, ""));
  }

  /**
   * What a reference points to.
   *
   * @param from the schema that has the reference
   * @throws GrammarException if it points outside of the document, or to nothing
   */
  Object target(Object from, String reference) {
    String uri = resolve(bases.getOrDefault(from, ""), reference);
    Object whole = byUri.get(uri);
    if (whole != null) {
      return whole;
    }
    String document = withoutFragment(uri);
    String fragment = uri.length() > document.length() ? uri.substring(document.length() + 1) : "";
    Object start = byUri.get(document);
    if (start == null) {
      throw new GrammarException(
          "%s: the $ref '%s' points outside of the schema".formatted(place(from), reference));
    }
    if (fragment.isEmpty()) {
      return start;
    }
    Object found = fragment.startsWith("/") ? follow(start, decode(fragment)) : null;
    if (found == null) {
      throw new GrammarException(
          "%s: the $ref '%s' points to nothing".formatted(place(from), reference));
    }
    return found;
  }

  private static String decode(String fragment) {
    try {
      return URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return fragment;
    }
  }

  private static Object follow(Object start, String pointer) {
    Object at = start;
    for (String part : pointer.substring(1).split("/", -1)) {
      String key = part.replace("~1", "/").replace("~0", "~");
      at =
          switch (at) {
            case Map<?, ?> map -> map.get(key);
            case List<?> list
                when key.matches("[0-9]{1,6}") && Integer.parseInt(key) < list.size() ->
                list.get(Integer.parseInt(key));
            case null, default -> null;
          };
    }
    return at;
  }
}
