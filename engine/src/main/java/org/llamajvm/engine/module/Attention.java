package org.llamajvm.engine.module;

import java.util.Optional;
import org.llamajvm.engine.attention.AttentionShape;
import org.llamajvm.engine.attention.Rotary;

/**
 * Causal grouped-query attention of one layer with rotary position embedding.
 *
 * @param shape heads, their size, and the window
 * @param rotary how positions turn queries and keys; layers that turn alike share one
 * @param query (heads · head size, hidden size)
 * @param key (key/value heads · head size, hidden size)
 * @param value (key/value heads · head size, hidden size)
 * @param output (hidden size, heads · head size)
 * @param queryNorm (head size), of every query head before it is turned, if there is one
 * @param keyNorm (head size), of every key head before it is turned, if there is one
 */
public record Attention(
    AttentionShape shape,
    Rotary rotary,
    Linear query,
    Linear key,
    Linear value,
    Linear output,
    Optional<RmsNorm> queryNorm,
    Optional<RmsNorm> keyNorm) {

  /** Without norms of heads. */
  public Attention(
      AttentionShape shape, Rotary rotary, Linear query, Linear key, Linear value, Linear output) {
    this(shape, rotary, query, key, value, output, Optional.empty(), Optional.empty());
  }

  /** The same with norms of query and key heads. */
  public Attention withHeadNorms(RmsNorm ofQueries, RmsNorm ofKeys) {
    return new Attention(
        shape, rotary, query, key, value, output, Optional.of(ofQueries), Optional.of(ofKeys));
  }

  Attention map(WeightMap map) {
    return new Attention(
        shape,
        rotary,
        query.map(map),
        key.map(map),
        value.map(map),
        output.map(map),
        queryNorm.map(norm -> norm.map(map)),
        keyNorm.map(norm -> norm.map(map)));
  }
}
