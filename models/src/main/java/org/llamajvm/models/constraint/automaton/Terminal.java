package org.llamajvm.models.constraint.automaton;

/** A node that reads bytes itself. */
public abstract class Terminal extends Node {

  /** Remembers the hash of all that tells this node from others. */
  protected Terminal(int hash) {
    super(hash);
  }

  /** Whether the empty text belongs to the language. */
  public abstract boolean isNullable();

  /**
   * What may follow a byte.
   *
   * @param value 0 to 255
   * @return the rest of the language; null if no text begins with the byte
   */
  public abstract Node step(int value);

  /**
   * Adds the bytes with which a text may begin, and perhaps others.
   *
   * @param bytes is changed
   */
  public abstract void addFirst(ByteSet bytes);
}
