package org.llamajvm.models.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.llamajvm.format.ModelException;
import org.llamajvm.loader.gguf.GgufMetadata;
import org.llamajvm.tokenizer.gguf.GgufVocabulary;
import org.llamajvm.tokenizer.gguf.GgufVocabulary.Setting;
import org.llamajvm.tokenizer.gguf.GgufVocabulary.SpecialId;

/** Reads what metadata says of the tokenizer. */
final class GgufVocabularies {

  private static final String MODEL = "tokenizer.ggml.model";
  private static final String TOKENS = "tokenizer.ggml.tokens";

  private GgufVocabularies() {}

  /**
   * Reads it.
   *
   * @param file for messages
   * @throws ModelException if there is no tokenizer, or a key has another type
   */
  static GgufVocabulary read(GgufMetadata metadata, Path file) throws ModelException {
    String model = metadata.text(MODEL).orElseThrow(() -> metadata.missing(MODEL));
    List<String> tokens = metadata.texts(TOKENS).orElseThrow(() -> metadata.missing(TOKENS));
    GgufVocabulary.Builder vocabulary = GgufVocabulary.builder(file, model, tokens);
    metadata.text("general.name").ifPresent(vocabulary::modelName);
    metadata.text("tokenizer.ggml.pre").ifPresent(vocabulary::pre);
    metadata.decimals("tokenizer.ggml.scores").ifPresent(vocabulary::scores);
    metadata
        .integers("tokenizer.ggml.token_type", Integer.MIN_VALUE, Integer.MAX_VALUE)
        .ifPresent(vocabulary::types);
    metadata.texts("tokenizer.ggml.merges").ifPresent(vocabulary::merges);
    for (SpecialId which : SpecialId.values()) {
      OptionalLong id = metadata.integer(which.key(), Long.MIN_VALUE, Long.MAX_VALUE);
      if (id.isPresent()) {
        vocabulary.id(which, id.getAsLong());
      }
    }
    for (Setting which : Setting.values()) {
      Optional<Boolean> flag = metadata.flag(which.key());
      if (flag.isPresent()) {
        vocabulary.set(which, flag.get());
      }
    }
    return vocabulary.build();
  }
}
