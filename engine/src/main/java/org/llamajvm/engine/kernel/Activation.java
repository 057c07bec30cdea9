package org.llamajvm.engine.kernel;

/** The function of a gate. */
public enum Activation {
  /** {@code x · sigmoid(x)} (Elfwing et al., 2017), which the field also calls swish. */
  SILU,
  /**
   * {@code x / 2 · (1 + tanh(√(2 / π) · (x + 0.044715 x³)))}: GELU (Hendrycks and Gimpel, 2016) as
   * it is approximated there.
   */
  GELU_TANH
}
