package org.llamajvm.models;

import java.io.IOException;
import java.nio.file.Path;
import org.llamajvm.engine.batch.Batch;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.config.GenerationConfig;
import org.llamajvm.models.memory.MemoryEstimate;
import org.llamajvm.tokenizer.Tokenizer;

/**
 * A model and what belongs to it, checked against each other. Owns the model.
 *
 * @param model configuration and weights, owned
 * @param generationConfig what the publisher recommends
 * @param tokenizer with at most as many tokens as there are logits
 */
record ModelParts(OpenModel model, GenerationConfig generationConfig, Tokenizer tokenizer)
    implements AutoCloseable {

  /**
   * Puts together what belongs to an open model.
   *
   * @param model owned by the result, if there is one
   * @param tokenizer called after the publisher's recommendations were read
   * @throws ModelException if the parts do not fit together, or one of them is damaged
   * @throws IOException if a file cannot be read
   */
  static ModelParts of(OpenModel model, TokenizerSource tokenizer) throws IOException {
    ModelConfig config = model.config();
    GenerationConfig generationConfig =
        model.source().generationDefaults(config.bosId(), config.eosIds());
    Tokenizer loaded = tokenizer.get();
    checkVocabulary(loaded, config, model.source().path());
    return new ModelParts(model, generationConfig, loaded);
  }

  /** Where a tokenizer comes from. */
  interface TokenizerSource {
    Tokenizer get() throws IOException;
  }

  private static void checkVocabulary(Tokenizer tokenizer, ModelConfig config, Path path)
      throws ModelException {
    if (tokenizer.vocabularySize() > config.vocabularySize()) {
      throw ModelFormatException.corrupt(
          path,
          "the tokenizer has %d tokens, but the embedding only %d rows; they are not of one model"
              .formatted(tokenizer.vocabularySize(), config.vocabularySize()));
    }
  }

  ModelConfig config() {
    return model.config();
  }

  /** The memory that a sequence of so many tokens needs, weights included. */
  MemoryEstimate memory(int context, KvType kvType) {
    int batch = Math.min(context, Batch.PIECE);
    long weights = model.transformer().matrixBytes();
    return MemoryEstimate.of(config(), weights, context, batch, kvType);
  }

  @Override
  public void close() {
    model.close();
  }
}
