package org.llamajvm.models.architecture;

import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.format.ModelException;

/** Where an architecture finds weights by the names that transformers gives them. */
public interface WeightSource {

  /** Whether there is a tensor of that name, {@code .weight} or {@code .bias} included. */
  boolean has(String name);

  /** What the files call the tensor of that name. */
  default String storedName(String name) {
    return name;
  }

  /**
   * The weight of a module.
   *
   * @param module its name, without {@code .weight}
   * @param rows number of outputs that the architecture wants
   * @param cols number of inputs that it wants
   * @return borrowed
   * @throws ModelException if the tensor is missing, has another shape, or is of a type that is not
   *     supported
   */
  Matrix matrix(String module, int rows, int cols) throws ModelException;

  /**
   * The weights of several modules of one shape, which lie one after the other in one tensor of
   * three axes.
   *
   * @param module its name, without {@code .weight}
   * @param count of modules
   * @param rows number of outputs of each that the architecture wants
   * @param cols number of inputs that it wants
   * @return (count · rows, cols), borrowed
   * @throws ModelException if the tensor is missing, has another shape, or is of a type that is not
   *     supported
   */
  Matrix stacked(String module, int count, int rows, int cols) throws ModelException;

  /**
   * A norm's weight, or a bias.
   *
   * @param name the tensor's whole name
   * @param length number of elements that the architecture wants
   * @return a copy
   * @throws ModelException if the tensor is missing, has another shape, or is of a type that is not
   *     supported
   */
  float[] vector(String name, int length) throws ModelException;

  /**
   * Biases of several modules, which lie one after the other in one tensor of two axes.
   *
   * @param name the tensor's whole name
   * @param count of modules
   * @param length number of elements of each that the architecture wants
   * @return (count · length), a copy
   * @throws ModelException if the tensor is missing, has another shape, or is of a type that is not
   *     supported
   */
  float[] vectors(String name, int count, int length) throws ModelException;
}
