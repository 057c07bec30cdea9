package org.llamajvm.models;

/** A model computed something that is no number, as damaged weights make it do. */
public final class ModelOutputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ModelOutputException(ArithmeticException cause) {
    super(cause.getMessage() + "; the model's weights may be damaged", cause);
  }
}
