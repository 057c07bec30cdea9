package org.llamajvm.models.constraint.automaton;

/**
 * A part of a grammar: a language over bytes. Nodes are interned by {@link Grammar}: equal ones are
 * the same object. Not safe to share between threads, because they remember what was derived.
 */
public abstract class Node {

  private final int hash;

  /** The order in which nodes were interned; part of the canonical order of states. */
  int serial;

  /** Remembers the hash of all that tells this node from others. */
  protected Node(int hash) {
    this.hash = hash;
  }

  /** Whether another node has the same kind and the very same parts. */
  protected abstract boolean isSame(Node other);

  /** Whether any text belongs to the language. */
  public abstract boolean isProductive();

  @Override
  public final int hashCode() {
    return hash;
  }

  @Override
  public final boolean equals(Object other) {
    return this == other
        || (other instanceof Node node
            && node.hash == hash
            && node.getClass() == getClass()
            && isSame(node));
  }
}
