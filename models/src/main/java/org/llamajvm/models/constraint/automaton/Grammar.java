package org.llamajvm.models.constraint.automaton;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Makes the nodes of one grammar, each once. One thread at a time. */
@SuppressWarnings("ReferenceEquality") // equal nodes are one and the same
public final class Grammar {

  private final Limits limits;
  private final Regexes regexes;
  private final List<Reference> references = new ArrayList<>();

  /** No nodes yet. Time is what the thread computes. */
  public Grammar() {
    this(new ThreadTime()::nanos);
  }

  /**
   * No nodes yet.
   *
   * @param clock nanoseconds since some moment; read by the thread that makes nodes
   */
  public Grammar(LongSupplier clock) {
    limits = new Limits(clock);
    regexes = new Regexes(limits);
  }

  /**
   * Begins to count time: to make nodes fails when it is over.
   *
   * @see Limits
   */
  public void limitTime(Duration time) {
    limits.start(time);
  }

  /**
   * The same, and the time begins at once, before any node is made.
   *
   * @see Limits
   */
  public void limitTimeFromNow(Duration time) {
    limits.startNow(time);
  }

  /** Makes regular languages. */
  public Regexes regexes() {
    return regexes;
  }

  /** Bounds of what the grammar may cost. */
  public Limits limits() {
    return limits;
  }

  /** The one node that equals this one. */
  public <T extends Node> T intern(T node) {
    return regexes.intern(node);
  }

  /** The empty text. */
  public Node empty() {
    return regexes.empty();
  }

  /** No text. */
  public Node none() {
    return regexes.none();
  }

  /** One after the other. */
  public Node sequence(Node first, Node rest) {
    if (first == none() || rest == none()) {
      return none();
    }
    if (first == empty()) {
      return rest;
    }
    if (rest == empty()) {
      return first;
    }
    if (first instanceof Regex a && rest instanceof Regex b) {
      return regexes.concat(a, b);
    }
    Deque<Node> heads = new ArrayDeque<>();
    Node last = first;
    while (last instanceof Sequence sequence) {
      heads.push(sequence.first());
      last = sequence.rest();
    }
    Node result = last == first ? intern(new Sequence(last, rest)) : sequence(last, rest);
    while (!heads.isEmpty()) {
      result = sequence(heads.pop(), result);
    }
    return result;
  }

  /** One after the other. */
  public Node sequence(List<Node> parts) {
    Node result = empty();
    for (Node part : parts.reversed()) {
      result = sequence(part, result);
    }
    return result;
  }

  /** One of several. */
  public Node choice(List<Node> options) {
    List<Node> nodes = new ArrayList<>();
    List<Regex> regular = new ArrayList<>();
    for (Node option : options) {
      if (option instanceof Regex regex) {
        regular.add(regex);
      } else if (option instanceof Choice choice) {
        nodes.addAll(choice.options());
      } else {
        nodes.add(option);
      }
    }
    Regex all = regexes.or(regular);
    if (all != regexes.none()) {
      nodes.add(all);
    }
    List<Node> distinct = nodes.stream().distinct().toList();
    return switch (distinct.size()) {
      case 0 -> none();
      case 1 -> distinct.getFirst();
      default -> intern(new Choice(distinct));
    };
  }

  /** Once or not at all. */
  public Node optional(Node node) {
    return choice(List.of(empty(), node));
  }

  /**
   * So many times.
   *
   * @param min at least 0
   * @param max at least {@code min}, or {@link Regexes#UNBOUNDED}
   */
  public Node repeat(Node body, int min, int max) {
    if (max == 0 || body == empty()) {
      return empty();
    }
    if (body == none()) {
      return min == 0 ? empty() : none();
    }
    if (min == 1 && max == 1) {
      return body;
    }
    if (body instanceof Regex regex) {
      return regexes.repeat(regex, min, max);
    }
    return intern(new Loop(this, body, min, max));
  }

  /** Text up to one of several triggers, and what comes after each of them. */
  public Node triggers(Map<String, Node> then, boolean required) {
    return intern(new FreeText(this, TriggerTable.of(then), TriggerTable.START, required));
  }

  /** A rule to be defined later. */
  public Reference reference(String name) {
    Reference reference = intern(new Reference(name));
    references.add(reference);
    return reference;
  }

  /**
   * The grammar is complete: finds out which rules have a text at all.
   *
   * @throws IllegalStateException if a rule is not defined
   */
  public void complete() {
    for (Reference reference : references) {
      if (reference.target() == null) {
        throw new IllegalStateException("rule " + reference.name() + " is not defined");
      }
      reference.setProductive(false);
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Reference reference : references) {
        limits.checkTime(2);
        if (!reference.isProductive() && reference.target().isProductive()) {
          reference.setProductive(true);
          changed = true;
        }
      }
    }
    limits.stop();
  }
}
