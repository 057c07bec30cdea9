package org.llamajvm.spark.model;

/** A model does not fit into the memory of an executor. */
public final class ModelMemoryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says how much it needs, how much there is, and what to change. */
  public ModelMemoryException(String message) {
    super(message);
  }
}
