package org.llamajvm.models.constraint.automaton;

/** The time that a grammar may take is over: all work on it ends. */
public final class TooLongException extends TooComplexException {

  private static final long serialVersionUID = 1L;

  TooLongException(String message) {
    super(message);
  }
}
