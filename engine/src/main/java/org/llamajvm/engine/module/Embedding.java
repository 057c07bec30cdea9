package org.llamajvm.engine.module;

import org.llamajvm.engine.tensor.Matrix;

/**
 * The table of token embeddings.
 *
 * @param name of the module, as the source of the weights calls it, without {@code .weight}
 * @param table (vocabulary, hidden size), borrowed
 */
public record Embedding(String name, Matrix table) {

  Embedding map(WeightMap map) {
    return new Embedding(name, map.table(name, table));
  }
}
