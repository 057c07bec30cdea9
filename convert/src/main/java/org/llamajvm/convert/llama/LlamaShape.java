package org.llamajvm.convert.llama;

import java.util.List;

/**
 * The sizes of a Llama.
 *
 * @param dim size of the residual stream
 * @param hidden size of the feed-forward block
 * @param layers number of layers
 * @param heads number of query heads
 * @param kvHeads number of key/value heads
 * @param headSize outputs of one head
 * @param vocabulary number of tokens
 */
public record LlamaShape(
    int dim, int hidden, int layers, int heads, int kvHeads, int headSize, int vocabulary) {

  /** The shape that a weight of this kind must have: (rows, cols), or (n) for a norm. */
  public List<Long> of(Weight weight) {
    long queries = (long) heads * headSize;
    long keys = (long) kvHeads * headSize;
    return switch (weight) {
      case EMBEDDINGS, HEAD -> List.of((long) vocabulary, (long) dim);
      case QUERY -> List.of(queries, (long) dim);
      case KEY, VALUE -> List.of(keys, (long) dim);
      case ATTENTION_OUTPUT -> List.of((long) dim, queries);
      case GATE, UP -> List.of((long) hidden, (long) dim);
      case DOWN -> List.of((long) dim, (long) hidden);
      case ATTENTION_NORM, FEED_FORWARD_NORM, NORM -> List.of((long) dim);
    };
  }
}
