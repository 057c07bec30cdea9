package org.llamajvm.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.llamajvm.engine.cache.KvLayout;
import org.llamajvm.engine.kernel.KvType;

/** A random model that computes a step in microseconds, with the tokenizer of the bundled one. */
final class TinyLanguageModel {

  /** Tokens of a prompt are below this. */
  static final int VOCABULARY = 101;

  /** The most tokens of a sequence. */
  static final int CONTEXT = 1024;

  private TinyLanguageModel() {}

  /** Opens a model that is copied to an empty directory. */
  static LanguageModel open(String fixture, Path directory, ModelOptions options)
      throws IOException {
    Fixtures.copy(
        fixture,
        directory,
        config ->
            config
                .replace("\"max_position_embeddings\": 64", "\"max_position_embeddings\": 1024")
                .replace("\"max_position_embeddings\":64", "\"max_position_embeddings\":1024"));
    for (String file : new String[] {"tokenizer.json", "tokenizer_config.json"}) {
      Files.copy(Fixtures.root().resolve("models/wren-3m").resolve(file), directory.resolve(file));
    }
    return LanguageModel.open(directory, options);
  }

  /** Bytes of so many pages of a model. */
  static long bytesOfPages(LanguageModel model, int pages) {
    return model.config().kvLayout(KvType.F32).byteSize(pages * KvLayout.PAGE);
  }
}
