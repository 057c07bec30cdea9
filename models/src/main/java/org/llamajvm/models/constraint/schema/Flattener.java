package org.llamajvm.models.constraint.schema;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.llamajvm.models.constraint.automaton.GrammarException;
import org.llamajvm.models.constraint.automaton.Limits;
import org.llamajvm.models.constraint.automaton.TooComplexException;

/**
 * Turns schemas that hold all at once into alternatives without alternatives inside. One thread at
 * a time.
 */
@SuppressWarnings("ReferenceEquality") // a schema is the object that the document holds
final class Flattener {

  private static final int MOST_ALTERNATIVES = 2_000;

  private static final int MOST_CHOICES = 1_000;

  /** Keywords that look into the same value, so that {@code unevaluated…} depends on them. */
  private static final Set<String> IN_PLACE =
      Set.of("$ref", "allOf", "anyOf", "oneOf", "if", "not", "dependentSchemas", "$dynamicRef");

  private final SchemaDocument document;
  private final Findings findings;
  private final Limits limits;
  private final Assertions assertions;
  private final Negation negation;
  private final Disjointness disjointness;

  /**
   * Begins.
   *
   * @param document where references point
   * @param findings gets what is not enforced
   * @param patterns decides which names a pattern has
   */
  Flattener(SchemaDocument document, Findings findings, Limits limits, Patterns patterns) {
    this.document = document;
    this.findings = findings;
    this.limits = limits;
    assertions = new Assertions(document, findings);
    disjointness = new Disjointness(this, findings, patterns, limits);
    negation = new Negation(document, disjointness);
  }

  /** Bounds of what a schema may cost. */
  Limits limits() {
    return limits;
  }

  /** Whether no value fits two schemas. */
  Disjointness disjointness() {
    return disjointness;
  }

  /**
   * A schema to be taken into account.
   *
   * @param cause the schema that names it for the same value; null for none
   */
  private record Pending(Object schema, Pending cause) {}

  /** What is left to do for one alternative. */
  private static final class Work {

    final Conditions conditions;
    final Deque<Pending> schemas = new ArrayDeque<>();
    final Deque<List<List<Pending>>> choices = new ArrayDeque<>();

    /** Choices that were made. */
    final int chosen;

    Work(Conditions conditions, int chosen) {
      this.conditions = conditions;
      this.chosen = chosen;
    }
  }

  /** The same work, one choice later. */
  private Work branch(Work work) {
    limits.checkTime(1 + (work.conditions.size() + work.choices.size()) / 8);
    return new Work(work.conditions.copy(), work.chosen + 1);
  }

  /**
   * The alternatives of schemas that hold all at once; those that no value fits may be left out.
   *
   * @throws GrammarException if a schema is malformed or cannot be enforced
   */
  List<Conditions> flatten(List<?> schemas) {
    Work work = new Work(new Conditions(), 0);
    schemas.forEach(schema -> work.schemas.add(new Pending(schema, null)));
    List<Conditions> found = new ArrayList<>();
    solve(work, found);
    return found;
  }

  private void solve(Work work, List<Conditions> found) {
    if (work.chosen + work.choices.size() > MOST_CHOICES) {
      throw new TooComplexException(
          "the schema has more than %d choices for one value".formatted(MOST_CHOICES));
    }
    if (work.conditions.types == 0) {
      return;
    }
    while (!work.schemas.isEmpty()) {
      add(work, work.schemas.poll());
      if (work.conditions.types == 0) {
        return;
      }
    }
    disjointness.prune(work.conditions);
    if (work.conditions.types == 0) {
      return;
    }
    if (work.choices.isEmpty() && splitByMember(work, found)) {
      return;
    }
    if (work.choices.isEmpty()) {
      found.add(work.conditions);
      if (found.size() > MOST_ALTERNATIVES) {
        throw new TooComplexException(
            "the schema has more than %d alternatives for one value".formatted(MOST_ALTERNATIVES));
      }
      return;
    }
    List<List<Pending>> choice = work.choices.poll();
    for (List<Pending> option : choice) {
      Work branch = branch(work);
      branch.schemas.addAll(option);
      branch.choices.addAll(work.choices);
      solve(branch, found);
    }
  }

  /**
   * If objects must have a member beyond a set: one alternative for each name that is known, and
   * one for all others.
   */
  private boolean splitByMember(Work work, List<Conditions> found) {
    Conditions conditions = work.conditions;
    if (conditions.otherThan.isEmpty()) {
      return false;
    }
    conditions.otherThan.forEach(conditions.notOther::addAll);
    Set<?> names = conditions.otherThan.removeLast();
    if (conditions.has(Types.OBJECT) && conditions.required.stream().allMatch(names::contains)) {
      Set<String> candidates = conditions.names();
      candidates.removeIf(names::contains);
      for (String name : candidates) {
        Work branch = branch(work);
        branch.conditions.types = Types.OBJECT;
        branch.conditions.required.add(name);
        solve(branch, found);
      }
      Work other = branch(work);
      other.conditions.types = Types.OBJECT;
      other.conditions.needsOther = true;
      solve(other, found);
      conditions.types &= ~Types.OBJECT;
    }
    solve(work, found);
    return true;
  }

  private void add(Work work, Pending pending) {
    limits.checkTime();
    Object schema = pending.schema();
    document.check(schema);
    if (!(schema instanceof Map<?, ?> map)) {
      if (schema.equals(false)) {
        work.conditions.types = 0;
      }
      return;
    }
    for (Pending cause = pending.cause(); cause != null; cause = cause.cause()) {
      if (cause.schema() == schema) {
        throw new GrammarException(
            "%s: the schema refers to itself without any progress"
                .formatted(document.place(schema)));
      }
    }
    if (!work.conditions.seen.add(schema)) {
      return;
    }
    if (document.isLegacy() && map.get("$ref") instanceof String) {
      keyword(work, pending, map, "$ref");
      return;
    }
    for (Object key : map.keySet()) {
      keyword(work, pending, map, (String) key);
    }
  }

  private void keyword(Work work, Pending pending, Map<?, ?> schema, String key) {
    Object value = schema.get(key);
    switch (key) {
      case "$ref" -> follow(work, pending, schema, value);
      case "$dynamicRef", "$recursiveRef" -> {
        findings.add(document.place(schema), key);
      }
      case "allOf" ->
          list(schema, key).forEach(part -> work.schemas.add(new Pending(part, pending)));
      case "anyOf" ->
          work.choices.add(
              list(schema, key).stream().map(part -> List.of(new Pending(part, pending))).toList());
      case "oneOf" -> oneOf(work, pending, schema);
      case "not" -> not(work, pending, schema, value);
      case "if" -> conditional(work, pending, schema);
      case "dependentRequired", "dependentSchemas", "dependencies" ->
          dependencies(work, pending, schema, key);
      case "unevaluatedProperties", "unevaluatedItems" -> unevaluated(work, schema, key);
      default -> assertions.add(work.conditions, schema, key);
    }
  }

  private List<?> list(Map<?, ?> schema, String key) {
    if (schema.get(key) instanceof List<?> list && !list.isEmpty()) {
      return list;
    }
    throw new GrammarException(
        "%s: %s must be a list of schemas".formatted(document.place(schema), key));
  }

  private void follow(Work work, Pending pending, Map<?, ?> schema, Object reference) {
    if (!(reference instanceof String text)) {
      throw new GrammarException("%s: $ref must be a string".formatted(document.place(schema)));
    }
    work.schemas.add(new Pending(document.target(schema, text), pending));
  }

  private void oneOf(Work work, Pending pending, Map<?, ?> schema) {
    List<?> options = list(schema, "oneOf");
    List<List<Pending>> choice = new ArrayList<>();
    for (int i = 0; i < options.size(); i++) {
      List<Pending> option = new ArrayList<>(List.of(new Pending(options.get(i), pending)));
      for (int j = 0; j < options.size(); j++) {
        if (j != i && !disjointness.areDisjoint(options.get(i), options.get(j))) {
          negated(schema, "oneOf", options.get(j))
              .ifPresent(not -> option.add(new Pending(not, pending)));
        }
      }
      choice.add(option);
    }
    work.choices.add(choice);
  }

  private Optional<Object> negated(Map<?, ?> schema, String keyword, Object part) {
    try {
      return Optional.of(negation.negate(part));
    } catch (Negation.ImpossibleException e) {
      findings.add(
          document.place(schema),
          "%s (there is no complement of %s)".formatted(keyword, e.getMessage()));
      return Optional.empty();
    }
  }

  private void not(Work work, Pending pending, Map<?, ?> schema, Object part) {
    negated(schema, "not", part).ifPresent(not -> work.schemas.add(new Pending(not, pending)));
  }

  private void conditional(Work work, Pending pending, Map<?, ?> schema) {
    if (!schema.containsKey("then") && !schema.containsKey("else")) {
      return;
    }
    Object condition = schema.get("if");
    Object then = schema.containsKey("then") ? schema.get("then") : true;
    Object otherwise = schema.containsKey("else") ? schema.get("else") : true;
    negated(schema, "if", condition)
        .ifPresent(not ->
            work.choices.add(
                List.of(
                    List.of(new Pending(condition, pending), new Pending(then, pending)),
                    List.of(new Pending(not, pending), new Pending(otherwise, pending)))));
  }

  private void dependencies(Work work, Pending pending, Map<?, ?> schema, String keyword) {
    if (!(schema.get(keyword) instanceof Map<?, ?> map)) {
      throw new GrammarException(
          "%s: %s must be an object".formatted(document.place(schema), keyword));
    }
    map.forEach((key, needed) -> {
      Object present =
          needed instanceof List<?> || needed instanceof String
              ? required(schema, key, needed)
              : needed;
      Map<String, Object> absent = new LinkedHashMap<>();
      absent.put("properties", Map.of(key, Boolean.FALSE));
      document.derive(absent, schema);
      Object here = required(schema, key, List.of());
      work.choices.add(
          List.of(
              List.of(new Pending(absent, pending)),
              List.of(new Pending(here, pending), new Pending(present, pending))));
    });
  }

  /** A schema for what is no object, or has these members. */
  private Object required(Map<?, ?> from, Object key, Object needed) {
    List<Object> keys = new ArrayList<>(List.of(key));
    keys.addAll(needed instanceof List<?> list ? list : List.of(needed));
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("required", keys);
    document.derive(schema, from);
    return schema;
  }

  private void unevaluated(Work work, Map<?, ?> schema, String key) {
    Object value = schema.get(key);
    if (Boolean.TRUE.equals(value) || (value instanceof Map<?, ?> map && map.isEmpty())) {
      return;
    }
    String plain = key.equals("unevaluatedItems") ? "items" : "additionalProperties";
    boolean onlyFirst = // as drafts before 2020-12 name the first items
        schema.get(plain) instanceof List<?> && !schema.containsKey("additionalItems");
    if (schema.containsKey(plain) && !onlyFirst) {
      return;
    }
    if (onlyFirst || schema.keySet().stream().anyMatch(IN_PLACE::contains)) {
      findings.add(document.place(schema), key);
      return;
    }
    Map<String, Object> same = new LinkedHashMap<>();
    for (String other : List.of("prefixItems", "properties", "patternProperties")) {
      if (schema.containsKey(other)) {
        same.put(other, schema.get(other));
      }
    }
    same.put(plain, value);
    document.derive(same, schema);
    if (key.equals("unevaluatedItems")) {
      assertions.items(work.conditions, same);
    } else {
      assertions.members(work.conditions, same);
    }
  }
}
