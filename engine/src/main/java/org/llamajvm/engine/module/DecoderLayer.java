package org.llamajvm.engine.module;

/**
 * A pre-norm decoder layer: {@code x += attention(inputNorm(x)); x += mlp(postAttentionNorm(x))}.
 *
 * @param inputNorm (hidden size)
 * @param attention over the tokens so far
 * @param postAttentionNorm (hidden size)
 * @param mlp of every token by itself
 */
public record DecoderLayer(
    RmsNorm inputNorm, Attention attention, RmsNorm postAttentionNorm, GatedMlp mlp) {

  DecoderLayer map(WeightMap map) {
    return new DecoderLayer(
        inputNorm.map(map), attention.map(map), postAttentionNorm.map(map), mlp.map(map));
  }
}
