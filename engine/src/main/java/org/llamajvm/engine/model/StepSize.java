package org.llamajvm.engine.model;

import java.util.function.ToIntFunction;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.Transformer;

/**
 * How many floats a token takes in the buffers of a step: in each, as many as in the widest layer.
 *
 * @param hidden elements of a hidden state
 * @param queries elements of all queries
 * @param qkv elements of queries, keys and values
 * @param intermediate elements of the gates
 */
public record StepSize(int hidden, int queries, int qkv, int intermediate) {

  /** Of a tree of weights. */
  public static StepSize of(Transformer transformer) {
    return new StepSize(
        transformer.hiddenSize(),
        widest(transformer, layer -> layer.attention().shape().querySize()),
        widest(transformer, layer -> layer.attention().shape().qkvSize()),
        widest(transformer, layer -> layer.mlp().intermediateSize()));
  }

  private static int widest(Transformer transformer, ToIntFunction<DecoderLayer> width) {
    return transformer.layers().stream().mapToInt(width).max().orElse(0);
  }

  /** Floats of one token in all buffers together. */
  public long total() {
    return 3L * hidden + queries + qkv + 3L * intermediate;
  }
}
