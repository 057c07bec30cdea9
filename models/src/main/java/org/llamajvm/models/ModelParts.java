package org.llamajvm.models;

import java.io.IOException;
import java.nio.file.Path;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.loader.ModelFormatException;
import org.llamajvm.loader.weights.QuantizationConfig;
import org.llamajvm.loader.weights.TensorStore;
import org.llamajvm.models.config.ConfigObject;
import org.llamajvm.models.config.GenerationConfig;
import org.llamajvm.models.llama.LlamaConfig;
import org.llamajvm.models.llama.LlamaWeights;
import org.llamajvm.models.llama.MemoryEstimate;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.files.Tokenizers;

/**
 * What a model's directory holds, checked against each other. Owns the mapping of its files.
 *
 * @param config sizes and constants
 * @param generationConfig what the publisher recommends
 * @param tokenizer with at most as many tokens as there are logits
 * @param store the mapped files
 * @param weights borrowed from the store
 */
record ModelParts(
    LlamaConfig config,
    GenerationConfig generationConfig,
    Tokenizer tokenizer,
    TensorStore store,
    LlamaWeights weights)
    implements AutoCloseable {

  /** Tokens of a prompt that pass through the layers at once. */
  private static final int LARGEST_BATCH = 512;

  /**
   * Opens a directory.
   *
   * @throws ModelFormatException if it is not a complete model, or one that is not supported
   * @throws IOException if a file cannot be read
   */
  static ModelParts open(Path directory) throws IOException {
    TensorStore store = TensorStore.open(directory);
    try {
      LlamaConfig config = LlamaConfig.read(directory);
      QuantizationConfig quantization =
          QuantizationConfig.parse(
              ConfigObject.read(directory.resolve(LlamaConfig.FILE_NAME)).json());
      LlamaWeights weights = LlamaWeights.read(store, quantization, config);
      GenerationConfig generationConfig =
          GenerationConfig.read(directory, config.bosId(), config.eosIds());
      Tokenizer tokenizer = Tokenizers.load(directory);
      checkVocabulary(tokenizer, config, directory);
      return new ModelParts(config, generationConfig, tokenizer, store, weights);
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static void checkVocabulary(Tokenizer tokenizer, LlamaConfig config, Path directory)
      throws ModelFormatException {
    if (tokenizer.vocabularySize() > config.vocabularySize()) {
      throw ModelFormatException.corrupt(
          directory,
          "the tokenizer has %d tokens, but the embedding only %d rows; they are not of one model"
              .formatted(tokenizer.vocabularySize(), config.vocabularySize()));
    }
  }

  /** The memory that a sequence of so many tokens needs, weights included. */
  MemoryEstimate memory(int context, KvType kvType) {
    int batch = Math.min(context, LARGEST_BATCH);
    return MemoryEstimate.of(config, weights.mappedBytes(), context, batch, kvType);
  }

  @Override
  public void close() {
    store.close();
  }
}
