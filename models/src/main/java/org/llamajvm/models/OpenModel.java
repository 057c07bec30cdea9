package org.llamajvm.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.models.architecture.Architectures;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.source.ModelSource;
import org.llamajvm.models.source.StoredTensor;
import org.llamajvm.models.weights.TrackedWeights;

/**
 * A model's configuration and its weights where they lie. Owns the source.
 *
 * @param config sizes and constants
 * @param source owned
 * @param transformer borrowed from the source
 * @param unused names of the tensors that the architecture has no use for
 */
public record OpenModel(
    ModelConfig config, ModelSource source, Transformer transformer, List<String> unused)
    implements AutoCloseable {

  /** Copies the list. */
  public OpenModel {
    unused = List.copyOf(unused);
  }

  /**
   * Opens what a path names.
   *
   * @throws org.llamajvm.format.ModelException if configuration and weights are not complete or not
   *     supported
   * @throws IOException if a file cannot be read
   */
  public static OpenModel open(Path path, Architectures architectures) throws IOException {
    ModelSource source = ModelSource.open(path);
    try {
      return source.reading(() -> build(source, architectures));
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private static OpenModel build(ModelSource source, Architectures architectures)
      throws IOException {
    ModelConfig config = architectures.config(source.config());
    TrackedWeights weights = new TrackedWeights(source.weights());
    Transformer transformer = config.architecture().build(config, weights);
    List<String> names = source.tensors().stream().map(StoredTensor::name).toList();
    return new OpenModel(config, source, transformer, weights.unused(names));
  }

  @Override
  public void close() {
    source.close();
  }
}
