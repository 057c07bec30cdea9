package org.llamajvm.models.constraint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.llamajvm.models.constraint.automaton.Automaton;
import org.llamajvm.models.constraint.automaton.Grammar;
import org.llamajvm.models.constraint.automaton.GrammarException;
import org.llamajvm.models.constraint.automaton.Node;
import org.llamajvm.models.constraint.automaton.Reference;
import org.llamajvm.models.constraint.automaton.Regexes;
import org.llamajvm.models.constraint.automaton.SpecialBytes;

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

  private static final Duration COMPILE_TIME = Duration.ofMillis(800);

  private final Part part;
  private final List<String> unenforced;
  private final ConcurrentLinkedQueue<Automaton> idle = new ConcurrentLinkedQueue<>();

  private Constraint(Part part, List<String> unenforced) {
    this.part = part;
    this.unenforced = List.copyOf(unenforced);
  }

  /** Exactly this text, of ordinary characters. */
  public static Constraint text(String text) {
    return new Constraint(grammar -> grammar.regexes().literal(text), List.of());
  }

  /** A special token by its name in the vocabulary, such as {@code <|python_tag|>}. */
  public static Constraint specialToken(String name) {
    byte[] bytes = SpecialBytes.encode(SpecialBytes.token(name));
    return new Constraint(grammar -> grammar.regexes().literal(bytes), List.of());
  }

  /**
   * One of several texts.
   *
   * @throws ConstraintException if there are none, or they are too large together
   */
  public static Constraint choice(Collection<String> texts) {
    List<String> copy = List.copyOf(texts);
    if (copy.isEmpty()) {
      throw new ConstraintException("a choice needs at least one text", null);
    }
    Constraint choice =
        new Constraint(
            grammar ->
                grammar.choice(
                    copy.stream().map(text -> (Node) grammar.regexes().literal(text)).toList()),
            List.of());
    choice.check();
    return choice;
  }

  /** One after the other. */
  public static Constraint sequence(Constraint... parts) {
    return sequence(List.of(parts));
  }

  /** One after the other. */
  public static Constraint sequence(List<Constraint> parts) {
    List<Constraint> copy = List.copyOf(parts);
    return new Constraint(
        grammar -> grammar.sequence(copy.stream().map(part -> part.build(grammar)).toList()),
        unenforced(copy));
  }

  /** One of several. */
  public static Constraint anyOf(List<Constraint> options) {
    List<Constraint> copy = List.copyOf(options);
    return new Constraint(
        grammar -> grammar.choice(copy.stream().map(part -> part.build(grammar)).toList()),
        unenforced(copy));
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
    return new Constraint(grammar -> grammar.repeat(build(grammar), min, max), unenforced);
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
    List<Trigger> copy = List.copyOf(triggers);
    return new Constraint(
        grammar -> free(grammar, copy, use), unenforced(copy.stream().map(Trigger::then).toList()));
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

  private static List<String> unenforced(List<Constraint> parts) {
    List<String> all = new ArrayList<>();
    parts.forEach(part -> all.addAll(part.unenforced));
    return all.stream().distinct().toList();
  }

  /** What was asked for and is not enforced; each entry says where and what. Often empty. */
  public List<String> unenforced() {
    return unenforced;
  }

  Node build(Grammar grammar) {
    return part.build(grammar);
  }

  /** Builds once, so that faults show. */
  private void check() {
    idle.add(compile());
  }

  private Automaton compile() {
    return guarded(() -> {
      Grammar grammar = new Grammar();
      grammar.limitTime(COMPILE_TIME);
      Node root = build(grammar);
      grammar.complete();
      return new Automaton(grammar, root);
    });
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
    return automaton == null ? compile() : automaton;
  }

  /** The text is complete. */
  void giveBack(Automaton automaton) {
    idle.add(automaton);
  }
}
