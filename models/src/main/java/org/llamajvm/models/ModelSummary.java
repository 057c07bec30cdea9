package org.llamajvm.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.loader.gguf.GgufFiles;
import org.llamajvm.models.architecture.Architectures;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.config.GenerationConfig;
import org.llamajvm.models.memory.MachineMemory;
import org.llamajvm.models.memory.MemoryEstimate;
import org.llamajvm.models.source.StoredFile;
import org.llamajvm.models.source.StoredTensor;
import org.llamajvm.models.weights.WeightCensus;
import org.llamajvm.models.weights.WeightPlacement;

/**
 * What a model's directory or file holds, without running it.
 *
 * @param directory where it is
 * @param config sizes and constants
 * @param generationConfig what the publisher recommends
 * @param tokenizerTokens number of tokens that the tokenizer knows
 * @param parameters number of weights of the model, however they are stored
 * @param activeParameters number of those that one token uses: fewer than all where there are
 *     experts
 * @param files the weight files
 * @param matrices how matrices are stored: how many of the model's weights in each form
 * @param tensors every tensor of the files, in their order
 * @param context the number of tokens that {@code memory} is for
 * @param memory what running the model needs, without copies of weights
 * @param copiedBytes weights that would be copied into the kernels' order when the model is opened
 */
public record ModelSummary(
    Path directory,
    ModelConfig config,
    GenerationConfig generationConfig,
    int tokenizerTokens,
    long parameters,
    long activeParameters,
    List<StoredFile> files,
    Map<String, Long> matrices,
    List<StoredTensor> tensors,
    int context,
    MemoryEstimate memory,
    long copiedBytes) {

  /** Copies the collections. */
  public ModelSummary {
    files = List.copyOf(files);
    matrices = Map.copyOf(matrices);
    tensors = List.copyOf(tensors);
  }

  /** Bits that a weight of the model takes in its files, on average. */
  public double bitsPerWeight() {
    return 8.0 * tensors.stream().mapToLong(StoredTensor::bytes).sum() / parameters;
  }

  /** Whether the model lies in GGUF files. */
  public boolean isGguf() {
    return files.stream().allMatch(file -> GgufFiles.isNamed(Path.of(file.name())));
  }

  /** Whether a directory with the weights in the kernels' order would save copies. */
  public boolean hasConvertible() {
    return !isGguf() && matrices.keySet().stream().anyMatch(WeightCensus::isConvertible);
  }

  /** All memory that running the model takes. */
  public long totalBytes() {
    return memory.total() + copiedBytes;
  }

  /** The context that memory is computed for unless one is named, if the model has as many. */
  public static final int DEFAULT_CONTEXT = LanguageModel.DEFAULT_SESSION_CONTEXT;

  /**
   * Looks into a model with the default context and kind of KV cache.
   *
   * @throws org.llamajvm.format.ModelFormatException if the directory is not a complete model, or
   *     one that is not supported
   * @throws IOException if a file cannot be read
   */
  public static ModelSummary read(Path directory) throws IOException {
    return read(directory, OptionalInt.empty(), ModelOptions.defaults().kvType());
  }

  /**
   * Looks into a model.
   *
   * @param context the number of tokens to compute the memory for, positive; empty for the default
   * @param kvType how keys and values would be kept
   * @throws org.llamajvm.format.ModelFormatException if the directory is not a complete model, or
   *     one that is not supported
   * @throws IOException if a file cannot be read
   */
  public static ModelSummary read(Path directory, OptionalInt context, KvType kvType)
      throws IOException {
    OpenModel model = OpenModel.open(directory, Architectures.STANDARD);
    try (model) {
      ModelParts parts = ModelParts.of(model, model.source()::tokenizer);
      int tokens = context.orElse(Math.min(DEFAULT_CONTEXT, parts.config().maxPositions()));
      return of(directory, parts, tokens, kvType);
    }
  }

  private static ModelSummary of(Path directory, ModelParts parts, int context, KvType kvType)
      throws IOException {
    WeightCensus census = WeightCensus.of(parts.model().transformer());
    return new ModelSummary(
        directory,
        parts.config(),
        parts.generationConfig(),
        parts.tokenizer().vocabularySize(),
        census.parameters(),
        WeightCensus.of(parts.model().transformer().active()).parameters(),
        parts.model().source().files(),
        census.forms(),
        parts.model().source().tensors(),
        context,
        parts.memory(context, kvType),
        WeightPlacement.byteSize(
            parts.model().transformer(),
            ModelOptions.defaults().activations(),
            MachineMemory.current()));
  }
}
