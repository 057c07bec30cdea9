package org.llamajvm.models;

import java.io.IOException;
import java.nio.file.Path;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.weights.QuantizationConfig;
import org.llamajvm.loader.weights.TensorStore;
import org.llamajvm.models.llama.LlamaConfig;
import org.llamajvm.models.llama.LlamaWeights;

/**
 * The weights of a model's directory and what {@code config.json} says of them. Owns the mapping of
 * its files.
 *
 * @param config sizes and constants
 * @param store the mapped files
 * @param weights borrowed from the store
 */
record MappedModel(LlamaConfig config, TensorStore store, LlamaWeights weights)
    implements AutoCloseable {

  /**
   * Opens a directory.
   *
   * @throws ModelFormatException if configuration and weights are not complete or not supported
   * @throws IOException if a file cannot be read
   */
  static MappedModel open(Path directory) throws IOException {
    TensorStore store = TensorStore.open(directory);
    try {
      LlamaConfig config = LlamaConfig.read(directory);
      QuantizationConfig quantization =
          QuantizationConfig.parse(JsonObject.read(directory.resolve(LlamaConfig.FILE_NAME)));
      return new MappedModel(config, store, LlamaWeights.read(store, quantization, config));
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
