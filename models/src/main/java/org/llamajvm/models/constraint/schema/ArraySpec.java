package org.llamajvm.models.constraint.schema;

import java.util.List;
import org.llamajvm.models.constraint.automaton.Grammar;
import org.llamajvm.models.constraint.automaton.Node;

/**
 * What items an array may have.
 *
 * @param first what the first items are
 * @param rest what each later item is
 * @param firstWanted what those of the first items are that {@code contains} asks for; as many
 * @param restWanted what those of the later items are that {@code contains} asks for
 * @param min fewest items
 * @param max most items, or {@link Integer#MAX_VALUE}
 * @param wanted how many items {@code contains} asks for
 */
record ArraySpec(
    Grammar grammar,
    JsonSyntax syntax,
    List<Node> first,
    Node rest,
    List<Node> firstWanted,
    Node restWanted,
    int min,
    int max,
    int wanted) {

  Node item(int index) {
    return index < first.size() ? first.get(index) : rest;
  }

  Node wantedItem(int index) {
    return index < firstWanted.size() ? firstWanted.get(index) : restWanted;
  }

  /** The number of items as far as it matters. */
  int capped(int count) {
    int most = max == Integer.MAX_VALUE ? Math.max(1, min) : max;
    return Math.min(count, Math.max(first.size(), most));
  }

  /** An array. */
  Node toNode() {
    return grammar.sequence(syntax.arrayStart, grammar.intern(new ArrayRest(this, 0, wanted)));
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
