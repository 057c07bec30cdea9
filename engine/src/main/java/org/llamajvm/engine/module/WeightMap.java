package org.llamajvm.engine.module;

import org.llamajvm.engine.tensor.Matrix;

/**
 * What {@link Transformer#map} does with every weight of the tree. A matrix that occurs twice, as a
 * tied embedding does, is handed over twice.
 */
@FunctionalInterface
public interface WeightMap {

  /**
   * Gives the matrix that takes the place of another one.
   *
   * @param name of the module, as the source of the weights calls it
   * @param matrix (outputs, inputs), borrowed
   * @return of the same shape; the same one to keep it
   */
  Matrix matrix(String name, Matrix matrix);

  /**
   * Gives the table of embeddings that takes the place of another one: rows that are looked up, not
   * multiplied by.
   *
   * @param name of the module, as the source of the weights calls it
   * @param table (vocabulary, hidden size), borrowed
   * @return of the same shape; the same one to keep it
   */
  default Matrix table(String name, Matrix table) {
    return matrix(name, table);
  }

  /**
   * Gives the vector that takes the place of another one.
   *
   * @param name of the tensor, as the source of the weights calls it
   * @param vector a bias, or the weight of a norm; not to be changed
   * @return of the same length; the same one to keep it
   */
  default float[] vector(String name, float[] vector) {
    return vector;
  }
}
