package org.llamajvm.models;

import java.io.IOException;
import org.llamajvm.engine.batch.Batch;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.config.GenerationConfig;
import org.llamajvm.models.memory.MemoryEstimate;
import org.llamajvm.tokenizer.Tokenizer;

/**
 * A model and what belongs to it, checked against each other. Owns the model.
 *
 * @param model configuration and weights, owned
 * @param generationConfig what the publisher recommends
 * @param tokenizer which may have more tokens than there are logits, see {@link VocabularyCheck}
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
        model
            .source()
            .generationDefaults(config.bosId(), config.eosIds())
            .within(config.vocabularySize(), config.bosId(), config.eosIds());
    return new ModelParts(model, generationConfig, tokenizer.get());
  }

  /** Where a tokenizer comes from. */
  interface TokenizerSource {
    Tokenizer get() throws IOException;
  }

  /** Which tokens can be used. */
  VocabularyCheck vocabulary() {
    return new VocabularyCheck(tokenizer, config().vocabularySize());
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
