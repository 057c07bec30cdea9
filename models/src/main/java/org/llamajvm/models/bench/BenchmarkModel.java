package org.llamajvm.models.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.format.JsonObject;
import org.llamajvm.loader.weights.QuantizationConfig;
import org.llamajvm.loader.weights.TensorStore;
import org.llamajvm.models.WeightCensus;
import org.llamajvm.models.WeightPlacement;
import org.llamajvm.models.llama.InterleavedCopy;
import org.llamajvm.models.llama.LlamaConfig;
import org.llamajvm.models.llama.LlamaWeights;

/** Weights to measure with; no tokenizer. Owns them. */
public final class BenchmarkModel implements AutoCloseable {

  private final String name;
  private final LlamaConfig config;
  private final LlamaWeights weights;
  private final long parameters;
  private final Runnable release;

  private BenchmarkModel(String name, LlamaConfig config, LlamaWeights weights, Runnable release) {
    this.config = config;
    this.weights = weights;
    this.release = release;
    WeightCensus census = WeightCensus.of(weights);
    this.name = name + " " + mostFrequent(census.forms());
    parameters = census.parameters();
  }

  private static String mostFrequent(Map<String, Long> forms) {
    return forms.entrySet().stream()
        .collect(Collectors.maxBy(Map.Entry.comparingByValue()))
        .map(Map.Entry::getKey)
        .orElse("");
  }

  /**
   * Makes random 4-bit weights in memory.
   *
   * @param backend whose threads do it, borrowed until this method returns
   */
  public static BenchmarkModel random(ModelShape shape, Backend backend) {
    return random(shape.label(), shape.config(), backend);
  }

  /**
   * Makes random 4-bit weights of any sizes; inputs of all matrices must be multiples of 64.
   *
   * @param backend whose threads do it, borrowed until this method returns
   */
  public static BenchmarkModel random(String name, LlamaConfig config, Backend backend) {
    RandomWeights random = new RandomWeights(config, backend);
    return new BenchmarkModel(name, config, random.weights(), random::close);
  }

  /**
   * Opens the weights in a model's directory.
   *
   * @param precision how exactly inputs will meet 4-bit weights
   * @param backend whose threads copy what must be copied, borrowed until this method returns
   * @throws org.llamajvm.format.ModelFormatException if the directory is not a complete model, or
   *     one that is not supported
   * @throws IOException if a file cannot be read
   */
  public static BenchmarkModel open(Path directory, ActivationPrecision precision, Backend backend)
      throws IOException {
    TensorStore store = TensorStore.open(directory);
    try {
      LlamaConfig config = LlamaConfig.read(directory);
      QuantizationConfig quantization =
          QuantizationConfig.parse(JsonObject.read(directory.resolve(LlamaConfig.FILE_NAME)));
      LlamaWeights mapped = LlamaWeights.read(store, quantization, config);
      Optional<InterleavedCopy> copy = WeightPlacement.copy(mapped, precision, backend);
      String name = directory.toRealPath().getFileName().toString();
      Runnable release =
          () -> {
            copy.ifPresent(InterleavedCopy::close);
            store.close();
          };
      return new BenchmarkModel(
          name, config, copy.map(InterleavedCopy::weights).orElse(mapped), release);
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** Name and form of the weights, for people. */
  public String name() {
    return name;
  }

  /** Its sizes. */
  public LlamaConfig config() {
    return config;
  }

  /** Number of weights. */
  public long parameters() {
    return parameters;
  }

  /** Bytes of the weights. */
  public long byteSize() {
    return weights.mappedBytes();
  }

  LlamaWeights weights() {
    return weights;
  }

  /** Gives the weights back. */
  @Override
  public void close() {
    release.run();
  }
}
