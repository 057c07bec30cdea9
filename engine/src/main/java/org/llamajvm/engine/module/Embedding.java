package org.llamajvm.engine.module;

import org.llamajvm.engine.tensor.Matrix;

/**
 * The table of token embeddings, and what its rows are multiplied by.
 *
 * @param name of the module, as the source of the weights calls it, without {@code .weight}
 * @param table (vocabulary, hidden size), borrowed
 * @param factor of every element
 */
public record Embedding(String name, Matrix table, float factor) {

  /** Rows as they are. */
  public Embedding(String name, Matrix table) {
    this(name, table, 1);
  }

  Embedding map(WeightMap map) {
    return new Embedding(name, map.table(name, table), factor);
  }
}
