package org.llamajvm.models.constraint.schema;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.llamajvm.models.constraint.automaton.Grammar;
import org.llamajvm.models.constraint.automaton.GrammarException;
import org.llamajvm.models.constraint.automaton.JsonCharacter;
import org.llamajvm.models.constraint.automaton.Limits;
import org.llamajvm.models.constraint.automaton.Node;
import org.llamajvm.models.constraint.automaton.Reference;
import org.llamajvm.models.constraint.automaton.Regex;
import org.llamajvm.models.constraint.automaton.Regexes;
import org.llamajvm.models.constraint.automaton.SortedTexts;
import org.llamajvm.models.constraint.automaton.TooComplexException;

/** Compiles one JSON schema into a grammar of its instances. One thread, once. */
@SuppressWarnings("ReferenceEquality") // equal nodes are the same object
public final class SchemaCompiler {

  private static final int DEEPEST = 150;

  /** Schemas that are compiled within each other: references, and alternatives. */
  private static final int MOST_NESTED = 500;

  /** Keywords beside which another one still stands alone. */
  private static final Set<String> ANNOTATIONS =
      Set.of(
          "title",
          "description",
          "$schema",
          "$id",
          "id",
          "$comment",
          "default",
          "examples",
          "definitions",
          "$defs",
          "readOnly",
          "writeOnly",
          "deprecated",
          "$anchor");

  private final Grammar grammar;
  private final Limits limits;
  private final Regexes regexes;
  private final JsonSyntax syntax;
  private final SchemaDocument document;
  private final Findings findings;
  private final Flattener flattener;
  private final Patterns patterns;
  private final StringPatterns strings;
  private final NumberPatterns numbers;
  private final Instances instances;
  private final KeyClasses keyClasses;
  private final boolean anyOrder;
  private final IdentityHashMap<Object, Integer> ids = new IdentityHashMap<>();
  private final Map<List<Integer>, Goal> goals = new HashMap<>();
  private int level;
  private int nested;
  private Node anything;

  /** What a value is to be: the grammar of it, or a reference while that is made. */
  private static final class Goal {
    Node node;
    Reference reference;
    final int level;

    Goal(int level) {
      this.level = level;
    }
  }

  /**
   * Prepares to compile.
   *
   * @param schema as {@link org.llamajvm.format.JsonTree} reads it, with {@link JsonNumber}s
   * @param options how to
   */
  public SchemaCompiler(Grammar grammar, Object schema, SchemaRules options) {
    this.grammar = grammar;
    limits = grammar.limits();
    regexes = grammar.regexes();
    syntax = new JsonSyntax(regexes);
    document = new SchemaDocument(schema, limits);
    findings = new Findings(options.strict());
    anyOrder = options.anyOrder();
    patterns = new Patterns(regexes);
    flattener = new Flattener(document, findings, limits, patterns);
    strings = new StringPatterns(regexes, patterns);
    numbers = new NumberPatterns(regexes, syntax);
    instances = new Instances(flattener, strings, numbers);
    keyClasses = new KeyClasses(regexes, flattener, strings, syntax);
  }

  /**
   * Compiles.
   *
   * @throws GrammarException if the schema is malformed, asks for what cannot be enforced, or is
   *     too complex
   */
  public Node compile() {
    return goal(Collections.singletonList(document.root()));
  }

  /** What is not enforced, after {@link #compile}. */
  public List<String> unenforced() {
    return findings.unenforced();
  }

  /** Any JSON value. */
  public Node anything() {
    if (anything == null) {
      Reference reference = grammar.reference("any value");
      anything = reference;
      reference.define(emit(new Conditions()));
    }
    return anything;
  }

  private Node goal(List<?> schemas) {
    limits.checkTime(1 + schemas.size() / 8);
    List<Object> parts = new ArrayList<>();
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Object schema : schemas) {
      document.check(schema);
      if (Boolean.FALSE.equals(schema)) {
        return grammar.none();
      }
      boolean says =
          !Boolean.TRUE.equals(schema) && !(schema instanceof Map<?, ?> map && map.isEmpty());
      if (says && seen.add(schema)) {
        parts.add(schema);
      }
    }
    if (parts.isEmpty()) {
      return anything();
    }
    List<Integer> key =
        parts.stream().map(part -> ids.computeIfAbsent(part, _ -> ids.size())).sorted().toList();
    Goal known = goals.get(key);
    return known == null ? make(parts, key) : again(known, parts.getFirst());
  }

  /** A rule is referred to from its second use on, so that nothing looks at it once a use. */
  private Node again(Goal goal, Object schema) {
    if (goal.node instanceof Regex) {
      return goal.node;
    }
    if (goal.node == null && goal.level == level) {
      throw new GrammarException(
          "%s: the schema refers to itself without any progress".formatted(document.place(schema)));
    }
    if (goal.reference == null) {
      goal.reference = grammar.reference(document.place(schema));
      if (goal.node != null) {
        goal.reference.define(goal.node);
      }
    }
    return goal.reference;
  }

  private Node make(List<Object> parts, List<Integer> key) {
    if (++nested > MOST_NESTED) {
      throw new TooComplexException(
          "schemas refer to each other more than %d deep".formatted(MOST_NESTED));
    }
    Goal goal = new Goal(level);
    goals.put(key, goal);
    Node node = parts.size() == 1 ? single(parts.getFirst()) : alternatives(parts);
    if (goal.reference != null) {
      goal.reference.define(node);
    }
    goal.node = node;
    nested--;
    return node;
  }

  /** A schema that only names others is the same as they are: each of them is compiled once. */
  private Node single(Object schema) {
    if (schema instanceof Map<?, ?> map) {
      List<?> keys =
          map.keySet().stream().filter(keyword -> !ANNOTATIONS.contains(keyword)).toList();
      boolean alone = keys.size() == 1 || (document.isLegacy() && map.containsKey("$ref"));
      if (alone && map.get("$ref") instanceof String reference) {
        return goal(List.of(document.target(map, reference)));
      }
      if (keys.size() == 1 && map.get("anyOf") instanceof List<?> options && !options.isEmpty()) {
        return goals(options);
      }
      if (keys.size() == 1
          && map.get("oneOf") instanceof List<?> options
          && !options.isEmpty()
          && areDisjoint(options)) {
        return goals(options);
      }
    }
    return alternatives(List.of(schema));
  }

  /** Any of several schemas. */
  private Node goals(List<?> options) {
    List<Node> nodes = new ArrayList<>();
    for (Object option : options) {
      nodes.add(goal(Collections.singletonList(option)));
    }
    return grammar.choice(nodes);
  }

  private boolean areDisjoint(List<?> options) {
    for (int i = 0; i < options.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (!flattener.disjointness().areDisjoint(options.get(i), options.get(j))) {
          return false;
        }
      }
    }
    return true;
  }

  private Node alternatives(List<?> schemas) {
    List<Node> options = new ArrayList<>();
    for (Conditions conditions : flattener.flatten(schemas)) {
      options.add(conditions.allowed == null ? emit(conditions) : values(conditions));
    }
    return grammar.choice(options);
  }

  private Node values(Conditions conditions) {
    return syntax.values(
        conditions.allowed.stream().filter(value -> instances.fits(value, conditions)).toList());
  }

  private Node emit(Conditions conditions) {
    List<Node> options = new ArrayList<>();
    if (conditions.has(Types.NULL) && !conditions.excluded.contains(null)) {
      options.add(regexes.literal("null"));
    }
    if (conditions.has(Types.BOOLEAN)) {
      for (Boolean value : List.of(true, false)) {
        if (!conditions.excluded.contains(value)) {
          options.add(regexes.literal(value.toString()));
        }
      }
    }
    if (conditions.has(Types.NUMBER)) {
      options.add(number(conditions));
    }
    if (conditions.has(Types.STRING)) {
      Regex characters = strings.get(conditions);
      options.add(regexes.isEmpty(characters) ? grammar.none() : syntax.string(characters));
    }
    if (conditions.has(Types.ARRAY)) {
      options.add(deeper(() -> array(conditions)));
    }
    if (conditions.has(Types.OBJECT)) {
      options.add(deeper(() -> object(conditions)));
    }
    return grammar.choice(options);
  }

  private Node deeper(Supplier<Node> work) {
    if (++level > DEEPEST) {
      throw new TooComplexException(
          "the schema asks for values more than %d deep".formatted(DEEPEST));
    }
    Node node = work.get();
    level--;
    return node;
  }

  private String place(Conditions conditions) {
    return conditions.seen.isEmpty()
        ? "#"
        : conditions.seen.stream().map(document::place).sorted().findFirst().orElse("#");
  }

  private Node number(Conditions conditions) {
    Optional<Regex> number = numbers.get(conditions);
    if (number.isEmpty()) {
      findings.add(place(conditions), "multipleOf");
      Conditions other = conditions.copy();
      other.multiples.clear();
      number = numbers.get(other);
    }
    return regexes.isEmpty(number.orElseThrow()) ? grammar.none() : number.orElseThrow();
  }

  private Node array(Conditions conditions) {
    if (conditions.unique && conditions.maxItems > 1) {
      findings.add(place(conditions), "uniqueItems");
    }
    if (conditions.excludes(Types.ARRAY)) {
      findings.add(place(conditions), "not or if with a list as value");
    }
    if (conditions.contains.size() > 1) {
      findings.add(place(conditions), "contains in several schemas at once");
    }
    List<Node> first = new ArrayList<>();
    List<Node> firstWanted = new ArrayList<>();
    Conditions.Contains contains =
        conditions.contains.isEmpty() ? null : conditions.contains.getFirst();
    int count = Math.min(conditions.firstItems(), conditions.maxItems);
    for (int i = 0; i < count; i++) {
      first.add(goal(conditions.item(i)));
      firstWanted.add(wanted(conditions, contains, i));
    }
    ArraySpec spec =
        new ArraySpec(
            grammar,
            syntax,
            first,
            goal(conditions.item(conditions.firstItems())),
            firstWanted,
            wanted(conditions, contains, conditions.firstItems()),
            conditions.minItems,
            conditions.maxItems,
            contains == null ? 0 : contains.min());
    return spec.toNode();
  }

  private Node wanted(Conditions conditions, Conditions.Contains contains, int index) {
    if (contains == null) {
      return grammar.none();
    }
    List<Object> schemas = conditions.item(index);
    schemas.add(contains.schema());
    return goal(schemas);
  }

  private Node object(Conditions conditions) {
    if (conditions.excludes(Types.OBJECT)) {
      findings.add(place(conditions), "not or if with an object as value");
    }
    List<String> order = List.copyOf(conditions.names());
    SortedTexts keys = new SortedTexts(order.stream().map(this::key).toList(), limits);
    Node[] values = new Node[keys.size()];
    int[] ranks = new int[keys.size()];
    BitSet required = new BitSet();
    for (int rank = 0; rank < order.size(); rank++) {
      String name = order.get(rank);
      int key = keys.indexOf(key(name));
      ranks[key] = rank;
      required.set(key, conditions.required.contains(name));
      boolean possible =
          conditions.nameSchemas.isEmpty() || instances.fits(name, conditions.nameSchemas);
      values[key] =
          possible ? goal(flattener.disjointness().member(conditions, name)) : grammar.none();
    }
    List<ObjectSpec.OtherMembers> others = new ArrayList<>();
    List<KeyClasses.KeyClass> unnamed =
        namesAll(conditions, order) ? List.of() : keyClasses.find(conditions, order);
    for (KeyClasses.KeyClass other : unnamed) {
      Node value = goal(other.schemas());
      if (value != grammar.none()) {
        others.add(new ObjectSpec.OtherMembers(other.key(), value));
      }
    }
    if (!others.isEmpty() && conditions.minMembers > required.cardinality() + 1) {
      // Nothing remembers their names: one could be written twice, and count twice.
      findings.add(place(conditions), "minProperties by members that the schema does not name");
    }
    ObjectSpec spec =
        new ObjectSpec(
            grammar,
            syntax,
            keys,
            List.of(values),
            ranks,
            required,
            others,
            conditions.needsOther,
            conditions.minMembers,
            conditions.maxMembers,
            anyOrder);
    return spec.toNode();
  }

  private byte[] key(String name) {
    limits.checkTime();
    return JsonCharacter.quote(name);
  }

  /**
   * Whether no members are made but those with names: if a text is to be made, a schema that has
   * names for members and no word on others means those. Others would be valid, too.
   */
  private boolean namesAll(Conditions conditions, List<String> names) {
    return !anyOrder
        && !conditions.needsOther
        && !names.isEmpty()
        && conditions.minMembers <= names.size()
        && conditions.members.stream()
            .allMatch(rule -> rule.others() == null && rule.patterns().isEmpty());
  }
}
