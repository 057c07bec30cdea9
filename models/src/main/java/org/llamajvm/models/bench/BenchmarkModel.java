package org.llamajvm.models.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.model.WeightFault;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.OpenModel;
import org.llamajvm.models.UnreadableModelException;
import org.llamajvm.models.architecture.Architectures;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.weights.WeightCensus;
import org.llamajvm.models.weights.WeightCopy;
import org.llamajvm.models.weights.WeightPlacement;

/** Weights to measure with; no tokenizer. Owns them. */
public final class BenchmarkModel implements AutoCloseable {

  private final String name;
  private final ModelConfig config;
  private final Transformer transformer;
  private final long parameters;
  private final WeightFault weightFault;
  private final Runnable release;

  /**
   * Takes weights over.
   *
   * @param parameters of the model as it is in its files: a copy has tied weights twice
   */
  private BenchmarkModel(
      String name,
      ModelConfig config,
      Transformer transformer,
      long parameters,
      WeightFault weightFault,
      Runnable release) {
    this.config = config;
    this.weightFault = weightFault;
    this.transformer = transformer;
    this.release = release;
    this.parameters = parameters;
    this.name = name + " " + mostFrequent(WeightCensus.of(transformer).forms());
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
  public static BenchmarkModel random(String name, ModelConfig config, Backend backend) {
    RandomWeights random = new RandomWeights(backend);
    try {
      Transformer transformer = config.architecture().build(config, random);
      long parameters = WeightCensus.of(transformer).parameters();
      return new BenchmarkModel(
          name, config, transformer, parameters, WeightFault.NONE, random::close);
    } catch (ModelException e) {
      throw new IllegalStateException("Random weights have every shape", e);
    }
  }

  /**
   * Opens the weights in a model's directory.
   *
   * @param precision how exactly inputs will meet 4-bit weights
   * @param backend whose threads copy what must be copied, borrowed until this method returns
   * @throws org.llamajvm.format.ModelException if the directory is not a complete model, or one
   *     that is not supported
   * @throws IOException if a file cannot be read
   */
  public static BenchmarkModel open(Path directory, ActivationPrecision precision, Backend backend)
      throws IOException {
    OpenModel mapped = OpenModel.open(directory, Architectures.STANDARD);
    try {
      Optional<WeightCopy> copy =
          mapped
              .source()
              .reading(() -> WeightPlacement.copy(mapped.transformer(), precision, backend));
      String name = directory.toRealPath().getFileName().toString();
      Runnable release =
          () -> {
            copy.ifPresent(WeightCopy::close);
            mapped.close();
          };
      return new BenchmarkModel(
          name,
          mapped.config(),
          copy.map(WeightCopy::transformer).orElse(mapped.transformer()),
          WeightCensus.of(mapped.transformer()).parameters(),
          () -> new UnreadableModelException(mapped.source().fault()),
          release);
    } catch (IOException | RuntimeException e) {
      mapped.close();
      throw e;
    }
  }

  /** Name and form of the weights, for people. */
  public String name() {
    return name;
  }

  /** Its sizes. */
  public ModelConfig config() {
    return config;
  }

  /** Number of weights. */
  public long parameters() {
    return parameters;
  }

  /** Bytes of the weights. */
  public long byteSize() {
    return transformer.matrixBytes();
  }

  Transformer transformer() {
    return transformer;
  }

  WeightFault weightFault() {
    return weightFault;
  }

  /** Gives the weights back. */
  @Override
  public void close() {
    release.run();
  }
}
