package org.llamajvm.langchain4j;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.llamajvm.models.LanguageModel;

/**
 * The model that all tests share: the one that LLAMA_TEST_MODEL names, else the one in the box.
 * Tests that need a model which knows more than that one are run with the former alone.
 */
final class TestModel {

  /** The variable that names a model. */
  static final String VARIABLE = "LLAMA_TEST_MODEL";

  static final LanguageModel MODEL = open();

  private TestModel() {}

  private static LanguageModel open() {
    String named = System.getenv(VARIABLE);
    String root = System.getProperty("llama.root");
    try {
      return LanguageModel.open(
          named == null ? Path.of(root, "models", "wren-3m-4bit") : Path.of(named));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Always the most probable token. */
  static LlamaChatRequestParameters greedy() {
    return LlamaChatRequestParameters.builder().temperature(0.0).build();
  }

  /** The same, with other parameters over it. */
  static ChatRequestParameters greedy(ChatRequestParameters stronger) {
    return greedy().overrideWith(stronger);
  }
}
