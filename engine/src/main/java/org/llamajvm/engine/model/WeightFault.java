package org.llamajvm.engine.model;

/** Knows where weights come from, and so why they cannot be read any more. */
@FunctionalInterface
public interface WeightFault {

  /** For weights that this program made itself. */
  WeightFault NONE = () -> new IllegalStateException("The memory of the weights cannot be read");

  /** What to throw, a new exception each time. */
  RuntimeException exception();
}
