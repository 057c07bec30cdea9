package org.llamajvm.models;

import java.io.IOException;
import java.nio.file.Path;
import org.llamajvm.engine.batch.Batch;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.models.architecture.Architectures;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.memory.MachineMemory;
import org.llamajvm.models.memory.MemoryEstimate;
import org.llamajvm.models.source.ModelSource;
import org.llamajvm.models.weights.WeightCensus;
import org.llamajvm.models.weights.WeightPlacement;

/**
 * What the headers of a model's files say: less than {@link ModelSummary}, which reads the
 * tokenizer, too.
 *
 * @param config sizes and constants
 * @param parameters number of weights of the model, however they are stored
 * @param bitsPerWeight in the files, on average
 * @param memory what running the model with the usual context needs, without copies of weights
 * @param copiedBytes weights that would be copied into the kernels' order when the model is opened
 */
public record ModelOutline(
    ModelConfig config,
    long parameters,
    double bitsPerWeight,
    MemoryEstimate memory,
    long copiedBytes) {

  /**
   * Looks into a model.
   *
   * @param path a directory of the Hugging Face layout, a GGUF file, or a directory that has one
   * @param machine that would run it: with little free memory weights are not copied
   * @throws org.llamajvm.format.ModelException if it is not a complete model, or one that is not
   *     supported; the message says why
   * @throws IOException if a file cannot be read
   */
  public static ModelOutline read(Path path, MachineMemory machine) throws IOException {
    try (ModelSource source = ModelSource.open(path)) {
      return read(source, machine);
    }
  }

  static ModelOutline read(ModelSource source, MachineMemory machine) throws IOException {
    return source.reading(() -> of(source, machine));
  }

  private static ModelOutline of(ModelSource source, MachineMemory machine) throws IOException {
    ModelOptions options = ModelOptions.defaults();
    ModelConfig config = Architectures.STANDARD.config(source.config());
    Transformer shapes = config.architecture().build(config, source.shapes());
    WeightCensus census = WeightCensus.of(shapes);
    long stored = source.tensorBytes();
    int context = Math.min(ModelSummary.DEFAULT_CONTEXT, config.maxPositions());
    return new ModelOutline(
        config,
        census.parameters(),
        8.0 * stored / census.parameters(),
        MemoryEstimate.of(
            config,
            census.matrixBytes(),
            context,
            Math.min(context, Batch.PIECE),
            options.kvType()),
        WeightPlacement.byteSize(shapes, options.activations(), machine));
  }

  /** All memory that running the model takes. */
  public long totalBytes() {
    return memory.total() + copiedBytes;
  }

  /** What must be in memory at once, whatever the system does with mapped files. */
  public long pinnedBytes() {
    return memory.pinned() + copiedBytes;
  }
}
