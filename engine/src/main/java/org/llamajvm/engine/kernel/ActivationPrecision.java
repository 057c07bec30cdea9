package org.llamajvm.engine.kernel;

/** How exactly the inputs of products with 4-bit weights are taken. */
public enum ActivationPrecision {
  /**
   * Rounded to 8 bits in groups, once for each matrix product: fast, with a relative error of about
   * half a percent in a product.
   */
  INT8,
  /** As float32: exact, slower. */
  FLOAT32
}
