package org.llamajvm.models.value;

/**
 * A text is no value of a Java type: it does not fit the schema, a number is beyond the range of
 * its type, or a constructor refused its values.
 */
public final class UnreadableValueException extends RuntimeException {

  private static final long serialVersionUID = 1;

  UnreadableValueException(String message, Throwable cause) {
    super(message, cause);
  }
}
