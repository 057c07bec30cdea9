package org.llamajvm.engine.backend;

/** Which set of kernels to run. */
public enum KernelChoice {
  /** The vector kernels where they can run, else the scalar ones, with a warning in the log. */
  AUTO,
  /** Plain Java. */
  SCALAR,
  /** The Vector API, or an error. */
  VECTOR
}
