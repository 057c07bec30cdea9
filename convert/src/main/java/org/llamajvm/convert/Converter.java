package org.llamajvm.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.export.GgufPlan;
import org.llamajvm.convert.export.GgufPlanner;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.convert.files.WrittenFile;
import org.llamajvm.convert.plan.ConversionPlan;
import org.llamajvm.convert.plan.ConvertOptions;
import org.llamajvm.convert.plan.GgufOptions;
import org.llamajvm.convert.plan.PlannedShard;
import org.llamajvm.convert.plan.Planner;
import org.llamajvm.convert.quantize.QuantizationError;
import org.llamajvm.convert.quantize.Quantizers;
import org.llamajvm.convert.quantize.Rounding;
import org.llamajvm.convert.write.ShardWriter;
import org.llamajvm.convert.write.TensorStream;
import org.llamajvm.format.JsonText;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.format.Sha256;

/**
 * Writes a checkpoint as a directory in the Hugging Face layout or as GGUF, holding a few megabytes
 * of it in memory at a time. What is written is no model until the last step; interrupted at any
 * moment, the conversion can be resumed and then gives the same bytes as if it had not been.
 */
public final class Converter {

  /** What the Java machine itself takes, and files that are read or written. */
  private static final long BASE_BYTES = 200L << 20;

  private final Checkpoint checkpoint;
  private final Output output;
  private final Rounding rounding;
  private final InputFiles inputs;
  private final ConversionPlan plan;

  /**
   * Plans a conversion to a directory.
   *
   * @param checkpoint what is converted, borrowed
   * @throws ModelFormatException if the checkpoint cannot become what is asked for
   * @throws IOException if its files cannot be looked at
   */
  public Converter(Checkpoint checkpoint, ConvertOptions options) throws IOException {
    this(
        checkpoint,
        new DirectoryOutput(Planner.plan(checkpoint, options), checkpoint.sideFiles(), options),
        options
            .quantization()
            .map(ConvertOptions.Quantization::rounding)
            .orElse(Rounding.LEAST_SQUARES));
  }

  private Converter(Checkpoint checkpoint, Output output, Rounding rounding) throws IOException {
    this.checkpoint = checkpoint;
    this.output = output;
    this.rounding = rounding;
    this.inputs = InputFiles.of(checkpoint.files());
    this.plan = output.plan();
  }

  /**
   * Plans a conversion to a GGUF file, or to a split set if one file would be too large.
   *
   * @param checkpoint what is converted, borrowed
   * @param file the file; those of a set get numbers
   * @throws ModelFormatException if the checkpoint cannot become what is asked for
   * @throws IOException if its files cannot be looked at
   */
  public static Converter toGguf(Checkpoint checkpoint, GgufOptions options, Path file)
      throws IOException {
    GgufPlan plan = GgufPlanner.plan(checkpoint, options, file);
    return new Converter(checkpoint, new GgufOutput(plan, options), Rounding.LEAST_SQUARES);
  }

  /** What {@link #run} will write. */
  public ConversionPlan plan() {
    return plan;
  }

  /** About how much memory {@link #run} takes, in bytes. */
  public long memoryBytes() {
    return BASE_BYTES + TensorStream.bufferBytes(plan.threads()) + plan.largestScaleBytes();
  }

  /**
   * Writes the model.
   *
   * @param target the directory, which is created if need be, or the file that was planned
   * @param existing what to do if something is there already
   * @param progress is told of the bytes that are read
   * @throws ModelFormatException if the input turns out to be damaged
   * @throws IOException if the directory must not or cannot be written, or the input has changed
   *     since it was planned
   */
  public ConversionReport run(Path target, Existing existing, Progress progress)
      throws IOException {
    long start = System.nanoTime();
    inputs.checkUnchanged();
    Optional<Journal> begun = output.prepare(target, checkpoint.files(), existing, job());
    if (begun.isEmpty()) {
      return report(Map.of(), plan.shards().size(), start);
    }
    Journal journal = begun.get();
    Path directory = output.directory(target);
    List<WrittenFile> files = new ArrayList<>();
    Map<String, QuantizationError> errors = new LinkedHashMap<>();
    int resumed = 0;
    Quantizers quantizers = Quantizers.forWeights(rounding, plan.quantizedElements());
    try (ExecutorService workers = Executors.newFixedThreadPool(plan.threads());
        TensorStream stream = new TensorStream(workers, plan.threads(), quantizers, progress)) {
      progress.begin("Converting", plan.inputBytes());
      for (PlannedShard planned : plan.shards()) {
        Optional<ShardWriter.Shard> finished = finished(directory, journal, planned);
        ShardWriter.Shard shard;
        if (finished.isPresent()) {
          shard = finished.get();
          resumed++;
          planned.tensors().forEach(t -> progress.advance(t.source().byteSize()));
        } else {
          shard = output.write(planned, directory, stream);
          inputs.checkUnchanged();
          journal.add(shard);
        }
        files.add(shard.file());
        errors.putAll(shard.errors());
      }
    }
    inputs.checkUnchanged();
    output.finish(directory, files);
    journal.delete();
    return report(errors, resumed, start);
  }

  private ConversionReport report(
      Map<String, QuantizationError> errors, int resumed, long startNanos) {
    return new ConversionReport(
        plan,
        ConversionReport.kinds(plan, errors),
        resumed,
        Duration.ofNanos(System.nanoTime() - startNanos));
  }

  /** What the journal says of a file, if the file is really there with that content. */
  private static Optional<ShardWriter.Shard> finished(
      Path directory, Journal journal, PlannedShard planned) throws IOException {
    Optional<ShardWriter.Shard> shard = journal.finished(planned.name());
    Path file = directory.resolve(planned.name());
    if (shard.isEmpty() || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    return Sha256.of(file, Progress.SILENT::advance).equals(shard.get().file().sha256())
        ? shard
        : Optional.empty();
  }

  /** Everything that the bytes of the output depend on. */
  private String job() {
    Map<String, Object> job = new LinkedHashMap<>();
    job.put("version", 1);
    output.describe(job);
    inputs.describe(job);
    return JsonText.compact(job);
  }
}
