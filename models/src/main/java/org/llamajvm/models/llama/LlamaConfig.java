package org.llamajvm.models.llama;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.llamajvm.format.ModelFormatException;

/**
 * The sizes and constants of a model, as {@code config.json} gives them.
 *
 * @param architecture the class of the model
 * @param vocabularySize rows of the embedding, and number of logits
 * @param hiddenSize elements of a token's hidden state
 * @param intermediateSize elements between the two halves of the feed-forward network
 * @param layers number of decoder layers
 * @param attentionHeads number of query heads
 * @param keyValueHeads number of key and value heads; divides {@code attentionHeads}
 * @param headSize elements of a head, even; need not be hiddenSize / attentionHeads
 * @param rmsNormEps what is added to the mean square before its root is taken
 * @param rope rotary position embedding
 * @param maxPositions the context that the model was trained for, in tokens
 * @param slidingWindow how many positions a token sees, itself included; 0: all before it
 * @param attentionBias whether the projections q, k, v and o have a bias
 * @param mlpBias whether the projections gate, up and down have a bias
 * @param tiedEmbeddings whether the embedding is the output projection too
 * @param bosId the token that a sequence starts with, if there is one
 * @param eosIds the tokens that end a sequence
 */
public record LlamaConfig(
    Architecture architecture,
    int vocabularySize,
    int hiddenSize,
    int intermediateSize,
    int layers,
    int attentionHeads,
    int keyValueHeads,
    int headSize,
    double rmsNormEps,
    RopeConfig rope,
    int maxPositions,
    int slidingWindow,
    boolean attentionBias,
    boolean mlpBias,
    boolean tiedEmbeddings,
    OptionalInt bosId,
    List<Integer> eosIds) {

  /** The name of the file in a model's directory. */
  public static final String FILE_NAME = "config.json";

  /** Copies the list. */
  public LlamaConfig {
    eosIds = List.copyOf(eosIds);
  }

  /**
   * Reads {@value #FILE_NAME} of a model's directory, as transformers 4 or 5 or mlx-lm writes it.
   *
   * @throws ModelFormatException of kind missing if the directory or the file is not there
   * @throws ModelFormatException of kind truncated if the file ends early
   * @throws ModelFormatException of kind corrupt if the file is not a JSON object, or an entry is
   *     missing, has another type, is out of range, or contradicts another one
   * @throws ModelFormatException of kind unsupported if the architecture, the activation or the
   *     kind of position embedding is another one
   * @throws IOException if the file cannot be read
   */
  public static LlamaConfig read(Path directory) throws IOException {
    return LlamaConfigParser.read(directory);
  }

  /** Elements of a token's queries: attentionHeads × headSize. */
  public int querySize() {
    return attentionHeads * headSize;
  }

  /** Elements of a token's keys, and of its values: keyValueHeads × headSize. */
  public int keyValueSize() {
    return keyValueHeads * headSize;
  }
}
