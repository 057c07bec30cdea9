package org.llamajvm.engine.module;

import java.util.Optional;
import org.llamajvm.engine.attention.AttentionShape;
import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.attention.ScoreRule;

/**
 * Causal grouped-query attention of one layer with rotary position embedding.
 *
 * @param shape heads, their size, and the window
 * @param scores how products become scores
 * @param rotary how positions turn queries and keys; layers that turn alike share one
 * @param query (heads · head size, hidden size)
 * @param key (key/value heads · head size, hidden size)
 * @param value (key/value heads · head size, hidden size)
 * @param output (hidden size, heads · head size)
 * @param sinks scores besides those of keys
 * @param queryNorm of queries before they are turned, if there is one: (head size) of every head,
 *     or (heads · head size) of all together
 * @param keyNorm of keys before they are turned, if there is one: (head size) of every head, or
 *     (key/value heads · head size) of all together
 */
public record Attention(
    AttentionShape shape,
    ScoreRule scores,
    RotaryScheme rotary,
    Linear query,
    Linear key,
    Linear value,
    Linear output,
    Sinks sinks,
    Optional<RmsNorm> queryNorm,
    Optional<RmsNorm> keyNorm) {

  /** Without norms, with the usual scores. */
  public Attention(
      AttentionShape shape,
      RotaryScheme rotary,
      Linear query,
      Linear key,
      Linear value,
      Linear output) {
    this(
        shape,
        ScoreRule.of(shape.headSize()),
        rotary,
        query,
        key,
        value,
        output,
        Sinks.NONE,
        Optional.empty(),
        Optional.empty());
  }

  /** The same with norms of queries and keys. */
  public Attention withNorms(RmsNorm ofQueries, RmsNorm ofKeys) {
    return new Attention(
        shape,
        scores,
        rotary,
        query,
        key,
        value,
        output,
        sinks,
        Optional.of(ofQueries),
        Optional.of(ofKeys));
  }

  /** The same with chunks instead of a window that slides. */
  public Attention inChunks() {
    return new Attention(
        shape.inChunks(), scores, rotary, query, key, value, output, sinks, queryNorm, keyNorm);
  }

  /** The same with other scores. */
  public Attention withScores(ScoreRule rule) {
    return new Attention(shape, rule, rotary, query, key, value, output, sinks, queryNorm, keyNorm);
  }

  /** The same with sinks. */
  public Attention withSinks(Sinks other) {
    return new Attention(
        shape, scores, rotary, query, key, value, output, other, queryNorm, keyNorm);
  }

  Attention map(WeightMap map) {
    return new Attention(
        shape,
        scores,
        rotary,
        query.map(map),
        key.map(map),
        value.map(map),
        output.map(map),
        sinks.map(map),
        queryNorm.map(norm -> norm.map(map)),
        keyNorm.map(norm -> norm.map(map)));
  }
}
