package org.llamajvm.models.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.llamajvm.engine.tensor.MappingFault;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.architecture.WeightSource;
import org.llamajvm.models.config.GenerationConfig;
import org.llamajvm.models.config.Pooling;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.files.Tokenizers;

/**
 * A model as it lies on disk: configuration, tensors, tokenizer and defaults, whatever the form.
 * Owns the mapping of its files. Safe to share between threads.
 */
public interface ModelSource extends AutoCloseable {

  /**
   * Opens what a path names: a directory in Hugging Face's layout, or a GGUF file, any of a split
   * set, or a directory that has one model in such files and no {@code config.json}.
   *
   * @throws org.llamajvm.format.ModelException if it is no model, or its weights are not complete,
   *     damaged or of a form that is not supported
   * @throws IOException if a file cannot be read
   */
  static ModelSource open(Path path) throws IOException {
    Optional<Path> gguf = GgufSource.find(path);
    return gguf.isPresent() ? GgufSource.open(gguf.get()) : DirectorySource.open(path);
  }

  /**
   * Reads the tokenizer of what a path names, without weights: a directory may have none.
   *
   * @throws IOException if there is none, it is damaged or not supported, or a file cannot be read
   */
  static Tokenizer tokenizerOf(Path path) throws IOException {
    Optional<Path> gguf = GgufSource.find(path);
    if (gguf.isEmpty()) {
      return Tokenizers.load(path);
    }
    try (GgufSource source = GgufSource.open(gguf.get())) {
      return source.tokenizer();
    }
  }

  /**
   * Reads the configuration of what a path names, without weights.
   *
   * @return empty for a directory that has none, such as one of a tokenizer alone
   * @throws org.llamajvm.format.ModelException if it is damaged
   * @throws IOException if a file cannot be read
   */
  static Optional<JsonObject> configOf(Path path) throws IOException {
    Optional<Path> gguf = GgufSource.find(path);
    if (gguf.isEmpty()) {
      return DirectorySource.hasConfig(path)
          ? Optional.of(DirectorySource.readConfig(path))
          : Optional.empty();
    }
    try (GgufSource source = GgufSource.open(gguf.get())) {
      return Optional.of(source.config());
    }
  }

  /** What was opened. */
  Path path();

  /**
   * The configuration, under the names that transformers gives its entries.
   *
   * @throws org.llamajvm.format.ModelException if there is none, or it is damaged
   * @throws IOException if a file cannot be read
   */
  JsonObject config() throws IOException;

  /**
   * The weights, under the names that transformers gives them; borrowed from the source.
   *
   * @throws org.llamajvm.format.ModelException if what the configuration says of them is not
   *     supported
   * @throws IOException if a file cannot be read
   */
  WeightSource weights() throws IOException;

  /**
   * The weights as far as the headers of the files tell of them: matrices of the right shapes and
   * forms, which must not be read, and vectors of zeros, which must not be written. No page of a
   * tensor is touched.
   *
   * @throws org.llamajvm.format.ModelException as {@link #weights}
   * @throws IOException if a file cannot be read
   */
  WeightSource shapes() throws IOException;

  /**
   * Reads the tokenizer.
   *
   * @throws IOException if there is none, it is damaged or not supported, or a file cannot be read
   */
  Tokenizer tokenizer() throws IOException;

  /**
   * Reads what the publisher recommends for generation. What is not said of BOS and EOS comes from
   * the configuration.
   *
   * @param bosId BOS of the configuration
   * @param eosIds EOS of the configuration
   * @throws IOException if a file cannot be read that is more than advice
   */
  GenerationConfig generationDefaults(OptionalInt bosId, List<Integer> eosIds) throws IOException;

  /**
   * Reads the chat template of the model.
   *
   * @return empty if it has none
   * @throws org.llamajvm.tokenizer.TokenizerFormatException if there is one that cannot be used
   * @throws IOException if a file cannot be read
   */
  Optional<ChatTemplate> chatTemplate() throws IOException;

  /**
   * Reads how states become a vector.
   *
   * @return empty if the model is not one for embeddings
   * @throws org.llamajvm.format.ModelException if it is one of a kind that is not supported
   * @throws IOException if a file cannot be read
   */
  default Optional<Pooling> pooling() throws IOException {
    return Optional.empty();
  }

  /**
   * The variables by which chat templates name tokens, such as {@code bos_token}.
   *
   * @throws IOException if a file is damaged or cannot be read
   */
  Map<String, String> specialTokens() throws IOException;

  /**
   * Tells models apart without reading all of them: 64 hexadecimal digits over the configuration,
   * the tokenizer, and of every tensor its name, type, shape and some bytes. So the fine-tunes of
   * one model have different fingerprints too.
   *
   * @throws java.io.UncheckedIOException if a file cannot be read
   */
  String fingerprint();

  /**
   * The files that hold weights, in their order.
   *
   * @throws IOException if a file is gone
   */
  List<StoredFile> files() throws IOException;

  /** Every tensor of the files, in their order. */
  List<StoredTensor> tensors();

  /** Bytes of all tensors of the files. */
  default long tensorBytes() {
    return tensors().stream().mapToLong(StoredTensor::bytes).sum();
  }

  /** Why the weights cannot be read any more: which of the files was changed since then. */
  ModelException fault();

  /**
   * Does work that reads the mapped files.
   *
   * @throws ModelException if they cannot be read any more, see {@link #fault}
   * @throws IOException if the work does
   */
  default <T> T reading(Reading<T> work) throws IOException {
    try {
      return work.run();
    } catch (IOException | RuntimeException | InternalError e) {
      if (MappingFault.isCauseOf(e)) {
        throw fault();
      }
      throw e;
    }
  }

  /** Work that reads files. */
  @FunctionalInterface
  interface Reading<T> {
    T run() throws IOException;
  }

  /** Unmaps the files. */
  @Override
  void close();
}
