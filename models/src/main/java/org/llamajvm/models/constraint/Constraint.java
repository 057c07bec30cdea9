package org.llamajvm.models.constraint;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.llamajvm.format.JsonTree;
import org.llamajvm.models.constraint.automaton.Automaton;
import org.llamajvm.models.constraint.automaton.Grammar;
import org.llamajvm.models.constraint.automaton.GrammarException;
import org.llamajvm.models.constraint.automaton.Limits;
import org.llamajvm.models.constraint.automaton.Node;
import org.llamajvm.models.constraint.automaton.Reference;
import org.llamajvm.models.constraint.automaton.Regexes;
import org.llamajvm.models.constraint.automaton.SpecialBytes;
import org.llamajvm.models.constraint.automaton.State;
import org.llamajvm.models.constraint.automaton.Utf8;
import org.llamajvm.models.constraint.gbnf.GbnfParser;
import org.llamajvm.models.constraint.regex.Alphabet;
import org.llamajvm.models.constraint.regex.RegularExpression;
import org.llamajvm.models.constraint.schema.JsonNumber;
import org.llamajvm.models.constraint.schema.SchemaCompiler;
import org.llamajvm.models.constraint.schema.SchemaRules;

/**
 * What a generated text may be. The tokens that do not fit are never chosen, and the text ends only
 * where it is complete; if it is cut before, the finish reason says so.
 *
 * {@snippet :
 * Constraint colour = Constraint.choice(List.of("red", "green"));
 * Constraint list =
 *     Constraint.sequence(colour, Constraint.sequence(Constraint.text(", "), colour).repeated(0, 3));
 * }
 *
 * <p>Immutable, and safe to share between threads. What was computed for one text serves the next
 * one of the same constraint.
 */
public final class Constraint {

  /** As often as it likes. */
  public static final int UNBOUNDED = Regexes.UNBOUNDED;

  private static final int MOST_CHARACTERS = 4_000_000;

  private static final int MOST_NESTED = 250;

  private static final Duration COMPILE_TIME = Duration.ofMillis(800);

  private static final Duration BYTE_TIME = Duration.ofSeconds(1);

  private final Part part;
  private final List<String> unenforced;
  private final int levels;
  private final ConcurrentLinkedQueue<Automaton> idle = new ConcurrentLinkedQueue<>();

  private Constraint(Part part, List<String> unenforced, int levels) {
    if (levels > MOST_NESTED) {
      throw new ConstraintException(
          "constraints are nested more than %d deep".formatted(MOST_NESTED), null);
    }
    this.part = part;
    this.unenforced = List.copyOf(unenforced);
    this.levels = levels;
  }

  private Constraint(Part part) {
    this(part, List.of(), 1);
  }

  private static Constraint of(List<Constraint> parts, Part part) {
    List<String> unenforced =
        parts.stream().flatMap(inner -> inner.unenforced.stream()).distinct().toList();
    int levels = parts.stream().mapToInt(inner -> inner.levels).max().orElse(0);
    return new Constraint(part, unenforced, levels + 1);
  }

  /** Exactly this text, of ordinary characters. */
  public static Constraint text(String text) {
    Objects.requireNonNull(text, "text");
    return new Constraint(grammar -> grammar.regexes().literal(text));
  }

  /** A special token by its name in the vocabulary, such as {@code <|python_tag|>}. */
  public static Constraint specialToken(String name) {
    Objects.requireNonNull(name, "name");
    byte[] bytes = SpecialBytes.encode(SpecialBytes.token(name));
    return new Constraint(grammar -> grammar.regexes().literal(bytes));
  }

  /**
   * One of several texts.
   *
   * @throws ConstraintException if there are none, they are too large together, or one has half of
   *     a surrogate pair
   */
  public static Constraint choice(Collection<String> texts) {
    List<String> copy = List.copyOf(texts);
    if (copy.isEmpty()) {
      throw new ConstraintException("a choice needs at least one text", null);
    }
    Constraint choice =
        new Constraint(grammar -> {
          limitSize("the choice", copy.stream().mapToLong(String::length).sum());
          return grammar.regexes().literals(copy.stream().map(Utf8::encode).toList());
        });
    choice.check();
    return choice;
  }

  /** Any JSON value. */
  public static Constraint json() {
    return jsonSchema("true");
  }

  /** Any JSON object. */
  public static Constraint jsonObject() {
    return jsonSchema("{\"type\": \"object\"}");
  }

  /**
   * JSON that fits a schema. Members come in the schema's order, others last.
   *
   * @param schema of draft 7 or 2020-12
   * @throws ConstraintException if it is malformed, too complex, or asks for what cannot be
   *     enforced, which the message names
   */
  public static Constraint jsonSchema(String schema) {
    return jsonSchema(schema, SchemaOptions.defaults());
  }

  /**
   * JSON that fits a schema.
   *
   * @param schema of draft 7 or 2020-12
   * @throws ConstraintException if it is malformed, too complex, or asks for what cannot be
   *     enforced and must be, which the message names
   */
  public static Constraint jsonSchema(String schema, SchemaOptions options) {
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(options, "options");
    SchemaRules rules = new SchemaRules(options.strict(), options.anyOrder());
    return guarded(() -> PlatformThread.call(() -> ofSchema(schema, rules)));
  }

  private static Constraint ofSchema(String schema, SchemaRules rules) {
    Grammar grammar = limited();
    Object value = readSchema(schema, grammar.limits());
    SchemaCompiler compiler = new SchemaCompiler(grammar, value, rules);
    Automaton first = automaton(grammar, compiler.compile());
    if (first.isDead(first.start())) {
      throw new GrammarException("no value at all fits the schema");
    }
    Constraint constraint =
        new Constraint(
            again -> new SchemaCompiler(again, value, rules).compile(), compiler.unenforced(), 1);
    constraint.idle.add(first);
    return constraint;
  }

  private static Object readSchema(String schema, Limits limits) {
    limitSize("the schema", schema.length());
    try {
      return JsonTree.read(schema, JsonNumber::new, limits::checkTime);
    } catch (IOException e) {
      throw new GrammarException("the schema is no JSON: " + e.getMessage());
    }
  }

  /**
   * A text that a regular expression matches as a whole. Written as in JavaScript, without
   * look-behind, back references and word boundaries.
   *
   * @throws ConstraintException if it is malformed, not supported, or too complex
   */
  public static Constraint regex(String expression) {
    Objects.requireNonNull(expression, "expression");
    Constraint constraint =
        new Constraint(grammar -> {
          limitSize("the regular expression", expression.length());
          return RegularExpression.whole(grammar.regexes(), expression, Alphabet.PLAIN);
        });
    constraint.check();
    return constraint;
  }

  /**
   * A text of a grammar in GBNF, the notation of llama.cpp.
   *
   * @param gbnf with a rule {@code root}
   * @throws ConstraintException if it is malformed, a rule begins with itself, or it is too complex
   */
  public static Constraint grammar(String gbnf) {
    Objects.requireNonNull(gbnf, "gbnf");
    Constraint constraint =
        new Constraint(grammar -> {
          limitSize("the grammar", gbnf.length());
          return GbnfParser.parse(grammar, gbnf);
        });
    constraint.check();
    return constraint;
  }

  /** One after the other. */
  public static Constraint sequence(Constraint... parts) {
    return sequence(List.of(parts));
  }

  /** One after the other. */
  public static Constraint sequence(List<Constraint> parts) {
    List<Constraint> copy = List.copyOf(parts);
    return of(
        copy, grammar -> grammar.sequence(copy.stream().map(part -> part.build(grammar)).toList()));
  }

  /** One of several. */
  public static Constraint anyOf(List<Constraint> options) {
    List<Constraint> copy = List.copyOf(options);
    return of(
        copy, grammar -> grammar.choice(copy.stream().map(part -> part.build(grammar)).toList()));
  }

  /**
   * So many times, one after the other.
   *
   * @param min at least 0
   * @param max at least {@code min}, or {@link #UNBOUNDED}
   * @throws IllegalArgumentException if the numbers are none
   */
  public Constraint repeated(int min, int max) {
    if (min < 0 || max < min) {
      throw new IllegalArgumentException("%d to %d times".formatted(min, max));
    }
    return of(List.of(this), grammar -> grammar.repeat(build(grammar), min, max));
  }

  /** Once or not at all. */
  public Constraint optional() {
    return repeated(0, 1);
  }

  /** Any text of ordinary characters. */
  public static Constraint freeText() {
    return freeTextUntil(List.of(), TriggerUse.OPTIONAL);
  }

  /** How often a trigger may occur. */
  public enum TriggerUse {
    /** Once or not at all; nothing comes after what follows it. */
    OPTIONAL,
    /** Once; nothing comes after what follows it. */
    REQUIRED,
    /** Any number of times: free text goes on after what follows it. */
    REPEATED
  }

  /** Any text of ordinary characters up to a trigger, then what the trigger says. */
  public static Constraint freeTextUntil(List<Trigger> triggers, TriggerUse use) {
    Objects.requireNonNull(use, "use");
    List<Trigger> copy = List.copyOf(triggers);
    return of(copy.stream().map(Trigger::then).toList(), grammar -> free(grammar, copy, use));
  }

  private static Node free(Grammar grammar, List<Trigger> triggers, TriggerUse use) {
    Reference again = grammar.reference("free text");
    Map<String, Node> then = new LinkedHashMap<>();
    for (Trigger trigger : triggers) {
      Node node = trigger.then().build(grammar);
      then.put(
          trigger.encoded(), use == TriggerUse.REPEATED ? grammar.sequence(node, again) : node);
    }
    again.define(grammar.triggers(then, use == TriggerUse.REQUIRED));
    return again;
  }

  /**
   * Any text up to and with an ending, then a constraint: for a model that thinks first.
   *
   * @param ending for example {@code </think>}
   */
  public static Constraint afterText(String ending, Constraint then) {
    return freeTextUntil(List.of(Trigger.text(ending, then)), TriggerUse.REQUIRED);
  }

  /** What was asked for and is not enforced; each entry says where and what. Often empty. */
  public List<String> unenforced() {
    return unenforced;
  }

  /**
   * Whether a whole text is one that the constraint allows.
   *
   * @throws ConstraintException if the constraint is too complex
   */
  public boolean matches(String text) {
    Objects.requireNonNull(text, "text");
    Automaton automaton = borrow();
    boolean matches =
        guarded(() -> {
          State state = automaton.start();
          automaton.grammar().limits().beginText();
          for (byte b : SpecialBytes.encode(text)) {
            automaton.grammar().limitTime(BYTE_TIME);
            automaton.trim();
            state = automaton.step(state, b & 0xff);
          }
          return automaton.isAccepting(state);
        });
    giveBack(automaton);
    return matches;
  }

  Node build(Grammar grammar) {
    return part.build(grammar);
  }

  /** Builds once, so that faults show. */
  private void check() {
    idle.add(compile(part));
  }

  private static Automaton compile(Part part) {
    return guarded(() -> PlatformThread.call(() -> built(part)));
  }

  private static Automaton built(Part part) {
    Grammar grammar = limited();
    return automaton(grammar, part.build(grammar));
  }

  private static Grammar limited() {
    Grammar grammar = new Grammar();
    grammar.limitTimeFromNow(COMPILE_TIME);
    return grammar;
  }

  private static Automaton automaton(Grammar grammar, Node root) {
    grammar.complete();
    return new Automaton(grammar, root);
  }

  private static void limitSize(String what, long characters) {
    if (characters > MOST_CHARACTERS) {
      throw new GrammarException(
          "%s has %d characters, at most %d are read".formatted(what, characters, MOST_CHARACTERS));
    }
  }

  private static <T> T guarded(Supplier<T> work) {
    try {
      return work.get();
    } catch (GrammarException e) {
      throw new ConstraintException(e.getMessage(), e);
    }
  }

  /** An automaton for one text; to be given back. */
  Automaton borrow() {
    Automaton automaton = idle.poll();
    return automaton == null ? compile(part) : automaton;
  }

  /** The text is complete. */
  void giveBack(Automaton automaton) {
    idle.add(automaton);
  }
}
