package org.llamajvm.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.ModelOptions;

/** The model that comes with the program, opened once for all tests. */
final class Wren {

  private static final LanguageModel MODEL = open();

  private Wren() {}

  static LanguageModel model() {
    return MODEL;
  }

  static LlamaServerBuilder server() {
    return LlamaServer.builder(MODEL).id("wren");
  }

  static Path path() {
    return Path.of(System.getProperty("llama.root"), "models/wren-3m-4bit");
  }

  private static LanguageModel open() {
    try {
      return LanguageModel.open(path(), ModelOptions.defaults());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
