package org.llamajvm.models;

import java.io.IOException;
import java.nio.file.Path;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.weights.TensorStore;
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
    MappedModel mapped = MappedModel.open(directory);
    try {
      return of(directory, mapped, () -> Tokenizers.load(directory));
    } catch (IOException | RuntimeException e) {
      mapped.close();
      throw e;
    }
  }

  /**
   * Puts together what belongs to opened weights.
   *
   * @param mapped owned by the result, if there is one
   * @param tokenizer called after the publisher's recommendations were read
   */
  static ModelParts of(Path directory, MappedModel mapped, TokenizerSource tokenizer)
      throws IOException {
    LlamaConfig config = mapped.config();
    GenerationConfig generationConfig =
        GenerationConfig.read(directory, config.bosId(), config.eosIds());
    Tokenizer loaded = tokenizer.get();
    checkVocabulary(loaded, config, directory);
    return new ModelParts(config, generationConfig, loaded, mapped.store(), mapped.weights());
  }

  /** Where a tokenizer comes from. */
  interface TokenizerSource {
    Tokenizer get() throws IOException;
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
