package org.llamajvm.models.architecture;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.llamajvm.engine.attention.AttentionShape;
import org.llamajvm.engine.cache.KvLayout;
import org.llamajvm.engine.kernel.KvType;

/**
 * The sizes and constants of a model.
 *
 * @param architecture what the model is an instance of, with the constants that only it has
 * @param vocabularySize rows of the embedding, and number of logits
 * @param hiddenSize elements of a token's hidden state
 * @param intermediateSize elements between the two halves of the feed-forward network
 * @param attentionHeads number of query heads
 * @param keyValueHeads number of key and value heads; divides {@code attentionHeads}
 * @param headSize elements of a head, even; need not be hiddenSize / attentionHeads
 * @param rmsNormEps what is added to the mean square before its root is taken
 * @param rope rotary position embedding
 * @param maxPositions the context that the model was trained for, in tokens
 * @param windows for every layer, how many positions a token sees, itself included; 0: all before
 *     it
 * @param attentionBias whether the projections q, k, v and o have a bias
 * @param mlpBias whether the projections gate, up and down have a bias
 * @param tiedEmbeddings whether the embedding is the output projection too
 * @param bosId the token that a sequence starts with, if there is one
 * @param eosIds the tokens that end a sequence
 */
public record ModelConfig(
    Architecture architecture,
    int vocabularySize,
    int hiddenSize,
    int intermediateSize,
    int attentionHeads,
    int keyValueHeads,
    int headSize,
    double rmsNormEps,
    RopeConfig rope,
    int maxPositions,
    List<Integer> windows,
    Bias attentionBias,
    Bias mlpBias,
    boolean tiedEmbeddings,
    OptionalInt bosId,
    List<Integer> eosIds) {

  /** Copies the lists. */
  public ModelConfig {
    windows = List.copyOf(windows);
    eosIds = List.copyOf(eosIds);
  }

  /** Number of decoder layers. */
  public int layers() {
    return windows.size();
  }

  /** The widest window of the layers that have one; 0 if no layer has. */
  public int slidingWindow() {
    return Collections.max(windows);
  }

  /** Elements of a token's queries: attentionHeads × headSize. */
  public int querySize() {
    return attentionHeads * headSize;
  }

  /** Elements of a token's keys, and of its values: keyValueHeads × headSize. */
  public int keyValueSize() {
    return keyValueHeads * headSize;
  }

  /** Heads and window of a layer. */
  public AttentionShape attentionShape(int layer) {
    return new AttentionShape(attentionHeads, keyValueHeads, headSize, windows.get(layer));
  }

  /** How keys and values of all layers are kept. */
  @SuppressWarnings("exports") // for the modules beside this one
  public KvLayout kvLayout(KvType type) {
    return new KvLayout(
        type, Collections.nCopies(layers(), new KvLayout.Heads(keyValueHeads, headSize)), windows);
  }

  /**
   * A model of the same kind and other sizes.
   *
   * @param size the new vocabulary, hidden and intermediate size
   * @param layerCount the first so many layers
   * @param kvHeads key and value heads, with as many query heads each as before
   */
  public ModelConfig resized(int size, int layerCount, int kvHeads) {
    return new ModelConfig(
        architecture,
        size,
        size,
        size,
        attentionHeads / keyValueHeads * kvHeads,
        kvHeads,
        headSize,
        rmsNormEps,
        rope,
        maxPositions,
        windows.subList(0, layerCount),
        attentionBias,
        mlpBias,
        tiedEmbeddings,
        bosId,
        eosIds);
  }
}
