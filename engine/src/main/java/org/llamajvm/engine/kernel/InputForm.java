package org.llamajvm.engine.kernel;

/**
 * A form, other than float32, in which a kernel wants the inputs of a matrix product. Forms that
 * are equal share what was encoded once. Immutable, hence safe to share.
 */
public interface InputForm {

  /**
   * Buffers for inputs in this form, with room for no token yet.
   *
   * @param cols columns of one token
   * @throws IllegalArgumentException if the form does not fit so many columns
   */
  EncodedInput newInput(int cols);
}
