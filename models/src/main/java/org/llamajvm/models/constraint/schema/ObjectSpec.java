package org.llamajvm.models.constraint.schema;

import java.util.BitSet;
import java.util.List;
import org.llamajvm.models.constraint.automaton.Grammar;
import org.llamajvm.models.constraint.automaton.Node;
import org.llamajvm.models.constraint.automaton.Regex;
import org.llamajvm.models.constraint.automaton.SortedTexts;

/**
 * What members an object may have. Keys with a name of their own are numbered in the order of their
 * bytes.
 *
 * @param keys names with quotation marks, as bytes
 * @param values what follows each key
 * @param ranks the place of each key in the schema's order
 * @param required numbers of keys that must be there
 * @param others members with other keys
 * @param needsOther whether there must be one of those
 * @param min fewest members
 * @param max most members, or {@link Integer#MAX_VALUE}
 * @param anyOrder whether keys come in any order; else in the schema's, and other members last
 */
record ObjectSpec(
    Grammar grammar,
    JsonSyntax syntax,
    SortedTexts keys,
    List<Node> values,
    int[] ranks,
    BitSet required,
    List<OtherMembers> others,
    boolean needsOther,
    int min,
    int max,
    boolean anyOrder) {

  /**
   * Members whose keys have no names of their own.
   *
   * @param key with quotation marks
   */
  record OtherMembers(Regex key, Node value) {}

  /** Whether counting members matters beyond the first one. */
  boolean counts() {
    return min > 1 || max < Integer.MAX_VALUE;
  }

  /** The number of members as far as it matters. */
  int capped(int count) {
    return counts()
        ? Math.min(count, max == Integer.MAX_VALUE ? min : max + 1)
        : Math.min(count, 1);
  }

  /** An object. */
  Node toNode() {
    ObjectRest rest = grammar.intern(new ObjectRest(this, new BitSet(), 0, false, needsOther));
    return grammar.sequence(syntax.objectStart, rest);
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
