package org.llamajvm.engine.block;

import org.llamajvm.engine.kernel.scalar.MatrixRows;
import org.llamajvm.engine.tensor.Matrix;

/**
 * The table of token embeddings.
 *
 * @param table (vocabulary, hidden size), of any kind
 */
public record Embedding(Matrix table) {

  /**
   * Looks up the embeddings of a batch.
   *
   * @param out gets (tokens, hidden size)
   */
  public void apply(int[] ids, int from, int tokens, float[] out) {
    for (int token = 0; token < tokens; token++) {
      MatrixRows.decode(table, ids[from + token], out, token * table.cols());
    }
  }
}
