package org.llamajvm.engine.module;

/**
 * A decoder layer: attention, then a feed-forward network, each on a branch of its own.
 *
 * @param attentionBranch where attention hangs
 * @param attention over the tokens so far
 * @param mlpBranch where the feed-forward network hangs
 * @param mlp of every token by itself
 */
public record DecoderLayer(
    Branch attentionBranch, Attention attention, Branch mlpBranch, FeedForward mlp) {

  /**
   * With a norm before each part: {@code x += attention(inputNorm(x)); x +=
   * mlp(postAttentionNorm(x))}.
   */
  public DecoderLayer(
      RmsNorm inputNorm, Attention attention, RmsNorm postAttentionNorm, FeedForward mlp) {
    this(Branch.preNorm(inputNorm), attention, Branch.preNorm(postAttentionNorm), mlp);
  }

  DecoderLayer map(WeightMap map) {
    Branch first = attentionBranch.mapBefore(map);
    Attention mappedAttention = attention.map(map);
    first = first.mapAfter(map);
    Branch second = mlpBranch.mapBefore(map);
    FeedForward mappedMlp = mlp.map(map);
    return new DecoderLayer(first, mappedAttention, second.mapAfter(map), mappedMlp);
  }
}
