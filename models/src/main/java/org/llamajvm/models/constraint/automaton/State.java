package org.llamajvm.models.constraint.automaton;

/**
 * What may follow a text: several nodes, after each of which another state follows. The stack of a
 * push-down automaton, where equal ends of stacks are the same object. Made by {@link Automaton},
 * each once. One thread at a time.
 */
public final class State {

  static final int UNKNOWN = -1;

  private static final int FEW = 4;

  /** Sorted by serial. */
  final Node[] heads;

  /** What follows each head. */
  final State[] tails;

  /** Whether nothing need follow. */
  final boolean ends;

  private final int hash;

  /** What comes next of bytes, when all rules are expanded; null if not known. */
  Terminal[] terminals;

  /** What follows each terminal. */
  State[] terminalTails;

  /** Whether the text may end here; known with {@link #terminals}. */
  boolean accepting;

  /** See {@link Automaton#isFreeString}; {@link #UNKNOWN} until somebody asks. */
  int freeCharacters = UNKNOWN;

  /** See {@link AnyBytes}: the state after any byte of each set; null if not known. */
  State[] afterSets;

  private byte[] knownBytes;
  private State[] known;
  private int knownCount;

  /** What somebody keeps about the state. */
  private Object attachment;

  State(Node[] heads, State[] tails, boolean ends) {
    this.heads = heads;
    this.tails = tails;
    this.ends = ends;
    int h = ends ? 7 : 3;
    for (int i = 0; i < heads.length; i++) {
      h = 31 * (31 * h + heads[i].hashCode()) + tails[i].hash;
    }
    hash = spread(h);
  }

  /** Stacks of the same nodes, one longer than the other, must not have hashes in a row. */
  private static int spread(int hash) {
    int h = (hash ^ hash >>> 16) * 0x85ebca6b;
    return (h ^ h >>> 13) * 0xc2b2ae35;
  }

  /** The state after a byte, if it was looked at before; else null. */
  State knownStep(int value) {
    if (knownCount > FEW) {
      return known[value];
    }
    for (int i = 0; i < knownCount; i++) {
      if (knownBytes[i] == (byte) value) {
        return known[i];
      }
    }
    return null;
  }

  void remember(int value, State next) {
    if (known == null) {
      knownBytes = new byte[FEW];
      known = new State[FEW];
    }
    if (knownCount == FEW) {
      State[] all = new State[256];
      for (int i = 0; i < FEW; i++) {
        all[knownBytes[i] & 0xff] = known[i];
      }
      known = all;
      knownBytes = null;
      knownCount++;
    }
    if (knownCount > FEW) {
      known[value] = next;
    } else {
      knownBytes[knownCount] = (byte) value;
      known[knownCount++] = next;
    }
  }

  void forget() {
    knownBytes = null;
    known = null;
    knownCount = 0;
    terminals = null;
    terminalTails = null;
    afterSets = null;
    attachment = null;
  }

  /** What was attached last; null if nothing was, or it was forgotten. */
  public Object attachment() {
    return attachment;
  }

  void attach(Object value) {
    attachment = value;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a shortcut
  public boolean equals(Object other) {
    return this == other
        || (other instanceof State state
            && hash == state.hash
            && ends == state.ends
            && Parts.areSame(heads, state.heads)
            && Parts.areSame(tails, state.tails));
  }
}
