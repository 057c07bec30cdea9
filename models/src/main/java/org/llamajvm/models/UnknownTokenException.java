package org.llamajvm.models;

/** A token that a text was turned into, or that a caller names, is none of the model's. */
public final class UnknownTokenException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  UnknownTokenException(String message) {
    super(message);
  }
}
