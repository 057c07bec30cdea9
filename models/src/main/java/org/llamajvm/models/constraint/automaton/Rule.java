package org.llamajvm.models.constraint.automaton;

/** A node that is made of others. */
public abstract class Rule extends Node {

  /** Gets the ways in which a rule can be read. */
  public interface Readings {

    /** The rule may be empty. */
    void empty();

    /**
     * The rule may be this.
     *
     * @param first what comes first
     * @param rest what comes then, or null for nothing
     */
    void add(Node first, Node rest);
  }

  /** Remembers the hash of all that tells this node from others. */
  protected Rule(int hash) {
    super(hash);
  }

  /** Hands out all ways in which this can be read. */
  public abstract void expand(Readings readings);
}
