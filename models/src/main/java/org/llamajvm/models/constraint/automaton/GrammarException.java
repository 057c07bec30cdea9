package org.llamajvm.models.constraint.automaton;

/** A grammar has a fault, or something in it is not supported. */
public class GrammarException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is wrong, and where. */
  public GrammarException(String message) {
    super(message);
  }
}
