package org.llamajvm.models.constraint;

import org.llamajvm.format.ForeignText;

/** A constraint has a fault, asks for what cannot be enforced, or is too complex. */
public final class ConstraintException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** Of a message that may quote what somebody else wrote. */
  ConstraintException(String message, Throwable cause) {
    super(ForeignText.message(message), cause);
  }

  /**
   * The same of one of several constraints.
   *
   * @param part which one, for the message
   */
  public ConstraintException of(String part) {
    return new ConstraintException("%s: %s".formatted(part, getMessage()), this);
  }
}
