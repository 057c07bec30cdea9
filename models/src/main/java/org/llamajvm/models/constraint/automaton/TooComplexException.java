package org.llamajvm.models.constraint.automaton;

/** A grammar takes more time or memory than it may. */
public class TooComplexException extends GrammarException {

  private static final long serialVersionUID = 1L;

  /** What is too much. */
  public TooComplexException(String message) {
    super(message);
  }
}
