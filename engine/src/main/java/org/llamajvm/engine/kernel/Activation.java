package org.llamajvm.engine.kernel;

/** The function of a gate. */
public enum Activation {
  /** {@code x · sigmoid(x)} (Elfwing et al., 2017), which the field also calls swish. */
  SILU
}
