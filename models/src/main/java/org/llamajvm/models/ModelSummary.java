package org.llamajvm.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.loader.safetensors.TensorInfo;
import org.llamajvm.models.config.GenerationConfig;
import org.llamajvm.models.llama.LlamaConfig;
import org.llamajvm.models.llama.MemoryEstimate;

/**
 * What a model's directory holds, without running it.
 *
 * @param directory where it is
 * @param config sizes and constants
 * @param generationConfig what the publisher recommends
 * @param tokenizerTokens number of tokens that the tokenizer knows
 * @param parameters number of weights of the model, however they are stored
 * @param files the weight files
 * @param matrices how matrices are stored: how many of the model's weights in each form
 * @param tensors every tensor of the files, in their order
 * @param context the number of tokens that {@code memory} is for
 * @param memory what running the model needs
 */
public record ModelSummary(
    Path directory,
    LlamaConfig config,
    GenerationConfig generationConfig,
    int tokenizerTokens,
    long parameters,
    List<FileSize> files,
    Map<String, Long> matrices,
    List<TensorInfo> tensors,
    int context,
    MemoryEstimate memory) {

  /**
   * A file and its size.
   *
   * @param name without the directory
   * @param bytes its size
   */
  public record FileSize(String name, long bytes) {}

  /** Copies the collections. */
  public ModelSummary {
    files = List.copyOf(files);
    matrices = Map.copyOf(matrices);
    tensors = List.copyOf(tensors);
  }

  /** The context that memory is computed for unless one is named, if the model has as many. */
  public static final int DEFAULT_CONTEXT = LanguageModel.DEFAULT_SESSION_CONTEXT;

  /**
   * Looks into a directory with the default context and kind of KV cache.
   *
   * @throws org.llamajvm.format.ModelFormatException if the directory is not a complete model, or
   *     one that is not supported
   * @throws IOException if a file cannot be read
   */
  public static ModelSummary read(Path directory) throws IOException {
    return read(directory, OptionalInt.empty(), ModelOptions.defaults().kvType());
  }

  /**
   * Looks into a directory.
   *
   * @param context the number of tokens to compute the memory for, positive; empty for the default
   * @param kvType how keys and values would be kept
   * @throws org.llamajvm.format.ModelFormatException if the directory is not a complete model, or
   *     one that is not supported
   * @throws IOException if a file cannot be read
   */
  public static ModelSummary read(Path directory, OptionalInt context, KvType kvType)
      throws IOException {
    try (ModelParts parts = ModelParts.open(directory)) {
      int tokens = context.orElse(Math.min(DEFAULT_CONTEXT, parts.config().maxPositions()));
      return of(directory, parts, tokens, kvType);
    }
  }

  private static ModelSummary of(Path directory, ModelParts parts, int context, KvType kvType)
      throws IOException {
    List<FileSize> files = new ArrayList<>();
    for (Path file : parts.store().files()) {
      files.add(new FileSize(file.getFileName().toString(), Files.size(file)));
    }
    List<TensorInfo> tensors = new ArrayList<>();
    for (String name : parts.store().names()) {
      tensors.add(parts.store().info(name));
    }
    WeightCensus census = WeightCensus.of(parts.weights());
    return new ModelSummary(
        directory,
        parts.config(),
        parts.generationConfig(),
        parts.tokenizer().vocabularySize(),
        census.parameters(),
        files,
        census.forms(),
        tensors,
        context,
        parts.memory(context, kvType));
  }
}
