package org.llamajvm.models.constraint.schema;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.llamajvm.models.constraint.automaton.Regex;
import org.llamajvm.models.constraint.automaton.Regexes;
import org.llamajvm.models.constraint.automaton.TooComplexException;

/** Sorts keys that have no names of their own by the patterns that match them. */
final class KeyClasses {

  private static final int MOST_CLASSES = 64;

  /**
   * Keys for which the same schemas hold.
   *
   * @param key with quotation marks
   */
  record KeyClass(Regex key, List<Object> schemas) {}

  /** Keys without quotation marks, and the patterns that match them. */
  private record Part(Regex keys, Set<String> matching) {}

  private final Regexes regexes;
  private final Flattener flattener;
  private final StringPatterns strings;
  private final JsonSyntax syntax;

  KeyClasses(Regexes regexes, Flattener flattener, StringPatterns strings, JsonSyntax syntax) {
    this.regexes = regexes;
    this.flattener = flattener;
    this.strings = strings;
    this.syntax = syntax;
  }

  /**
   * The classes.
   *
   * @param named keys that have names of their own
   */
  List<KeyClass> find(Conditions conditions, List<String> named) {
    Set<String> patterns = new LinkedHashSet<>();
    for (Conditions.Members rule : conditions.members) {
      rule.patterns().keySet().forEach(pattern -> patterns.add((String) pattern));
    }
    if (conditions.isClosed()) {
      return List.of();
    }
    List<KeyClass> classes = new ArrayList<>();
    for (Part part : parts(unnamed(conditions, named), patterns)) {
      List<Object> schemas = schemas(conditions, part.matching());
      if (!schemas.contains(false)) {
        classes.add(new KeyClass(syntax.string(part.keys()), schemas));
      }
    }
    return classes;
  }

  private Regex unnamed(Conditions conditions, List<String> named) {
    List<Regex> all = new ArrayList<>();
    all.add(regexes.star(regexes.jsonCharacter()));
    if (!named.isEmpty()) {
      all.add(regexes.not(strings.literals(named)));
    }
    if (!conditions.nameSchemas.isEmpty()) {
      all.add(names(conditions.nameSchemas));
    }
    return regexes.and(all);
  }

  /** The keys that schemas of names allow. */
  private Regex names(List<Object> schemas) {
    List<Regex> options = new ArrayList<>();
    for (Conditions name : flattener.flatten(schemas)) {
      if (!name.has(Types.STRING)) {
        continue;
      }
      Regex all = strings.get(name);
      if (name.allowed != null) {
        List<String> texts = new ArrayList<>();
        for (Object value : name.allowed) {
          if (value instanceof String text) {
            texts.add(text);
          }
        }
        all = regexes.and(all, strings.literals(texts));
      }
      options.add(all);
    }
    return regexes.or(options);
  }

  private List<Part> parts(Regex keys, Set<String> patterns) {
    List<Part> parts = new ArrayList<>();
    if (!regexes.isEmpty(keys)) {
      parts.add(new Part(keys, Set.of()));
    }
    for (String pattern : patterns) {
      Regex matching = strings.patterns().get(pattern);
      List<Part> next = new ArrayList<>();
      for (Part part : parts) {
        Regex inside = regexes.and(part.keys(), matching);
        Regex outside = regexes.and(part.keys(), regexes.not(matching));
        if (!regexes.isEmpty(inside)) {
          Set<String> more = new LinkedHashSet<>(part.matching());
          more.add(pattern);
          next.add(new Part(inside, more));
        }
        if (!regexes.isEmpty(outside)) {
          next.add(new Part(outside, part.matching()));
        }
      }
      if (next.size() > MOST_CLASSES) {
        throw new TooComplexException("too many patternProperties match the same keys");
      }
      parts = next;
    }
    return parts;
  }

  private static List<Object> schemas(Conditions conditions, Set<String> matching) {
    List<Object> schemas = new ArrayList<>();
    for (Conditions.Members rule : conditions.members) {
      boolean matched = false;
      for (Map.Entry<?, ?> entry : rule.patterns().entrySet()) {
        if (matching.contains(entry.getKey())) {
          schemas.add(entry.getValue());
          matched = true;
        }
      }
      if (!matched && rule.others() != null) {
        schemas.add(rule.others());
      }
    }
    return schemas;
  }
}
