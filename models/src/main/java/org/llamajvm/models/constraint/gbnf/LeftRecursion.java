package org.llamajvm.models.constraint.gbnf;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.llamajvm.models.constraint.automaton.GrammarException;
import org.llamajvm.models.constraint.automaton.Limits;
import org.llamajvm.models.constraint.automaton.Node;
import org.llamajvm.models.constraint.automaton.Reference;
import org.llamajvm.models.constraint.automaton.Rule;
import org.llamajvm.models.constraint.automaton.Terminal;

/** Finds rules that begin with themselves: nothing would ever be read of them. For one grammar. */
@SuppressWarnings("ReferenceEquality") // equal nodes are the same object
final class LeftRecursion {

  /** Rules and groups that begin with each other; the automaton has the same bound. */
  private static final int MOST_NESTED = 500;

  private final Map<String, Node> bodies;
  private final Map<String, Reference> rules;
  private final Limits limits;
  private final Set<Node> empty = new HashSet<>();

  LeftRecursion(Map<String, Node> bodies, Map<String, Reference> rules, Limits limits) {
    this.bodies = bodies;
    this.rules = rules;
    this.limits = limits;
  }

  /**
   * Looks at all rules.
   *
   * @throws GrammarException if there is one, or rules begin with each other too deeply
   */
  void check() {
    findEmpty();
    Set<Node> checked = new HashSet<>();
    rules.values().forEach(rule -> walk(rule, new HashSet<>(), checked));
  }

  /** Finds the rules that can be empty: more and more, until no further one is found. */
  private void findEmpty() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Map.Entry<String, Reference> rule : rules.entrySet()) {
        limits.checkTime();
        if (!empty.contains(rule.getValue()) && canBeEmpty(bodies.get(rule.getKey()))) {
          empty.add(rule.getValue());
          changed = true;
        }
      }
    }
  }

  private boolean canBeEmpty(Node node) {
    Node at = node;
    while (at instanceof Rule rule && !(at instanceof Reference)) {
      limits.checkTime();
      EmptyReading reading = new EmptyReading(at);
      rule.expand(reading);
      if (reading.found || reading.rest == null) {
        return reading.found;
      }
      at = reading.rest;
    }
    return at instanceof Terminal terminal ? terminal.isNullable() : empty.contains(at);
  }

  /** Whether a rule can be empty, or is as empty as the rest of it. */
  private final class EmptyReading implements Rule.Readings {

    private final Node node;
    private boolean found;
    private Node rest;

    EmptyReading(Node node) {
      this.node = node;
    }

    @Override
    public void empty() {
      found = true;
    }

    @Override
    public void add(Node first, Node then) {
      if (canBeEmpty(first)) {
        found |= then == null || then == node;
        rest = then;
      }
    }
  }

  /** Visits what may stand first in a node. */
  private void walk(Node node, Set<Node> path, Set<Node> checked) {
    if (node instanceof Terminal || checked.contains(node)) {
      return;
    }
    if (!path.add(node)) {
      if (node instanceof Reference rule) {
        throw new GrammarException(
            "grammar: the rule '%s' begins with itself (left recursion); write it with * or +"
                .formatted(rule.name()));
      }
      return;
    }
    if (path.size() > MOST_NESTED) {
      throw new GrammarException(
          "grammar: rules begin with each other more than %d deep".formatted(MOST_NESTED));
    }
    ((Rule) node)
        .expand(
            new Rule.Readings() {
              @Override
              public void empty() {}

              @Override
              public void add(Node first, Node rest) {
                walk(first, path, checked);
                if (rest != null && rest != node && canBeEmpty(first)) {
                  walk(rest, path, checked);
                }
              }
            });
    path.remove(node);
    checked.add(node);
  }
}
