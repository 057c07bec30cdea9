package org.llamajvm.convert;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.checkpoint.SideFile;
import org.llamajvm.convert.files.Checksums;
import org.llamajvm.convert.files.PartialFile;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.convert.files.WrittenFile;
import org.llamajvm.convert.plan.ConversionPlan;
import org.llamajvm.convert.plan.ConvertOptions;
import org.llamajvm.convert.plan.PlannedShard;
import org.llamajvm.convert.plan.PlannedTensor;
import org.llamajvm.convert.plan.Planner;
import org.llamajvm.convert.quantize.QuantizationError;
import org.llamajvm.convert.quantize.Quantizers;
import org.llamajvm.convert.quantize.Rounding;
import org.llamajvm.convert.write.ShardWriter;
import org.llamajvm.convert.write.TensorStream;
import org.llamajvm.format.JsonText;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.format.Sha256;
import org.llamajvm.loader.weights.ShardIndex;

/**
 * Writes a checkpoint as a directory in the Hugging Face layout, holding a few megabytes of it in
 * memory at a time. The directory is no model until the last step; interrupted at any moment, the
 * conversion can be resumed and then gives the same bytes as if it had not been.
 */
public final class Converter {

  private static final String CONFIG = "config.json";

  /** What the Java machine itself takes, and files that are read or written. */
  private static final long BASE_BYTES = 200L << 20;

  private final Checkpoint checkpoint;
  private final ConvertOptions options;
  private final InputFiles inputs;
  private final ConversionPlan plan;

  /**
   * Plans a conversion.
   *
   * @param checkpoint what is converted, borrowed
   * @throws ModelFormatException if the checkpoint cannot become what is asked for
   * @throws IOException if its files cannot be looked at
   */
  public Converter(Checkpoint checkpoint, ConvertOptions options) throws IOException {
    this.checkpoint = checkpoint;
    this.options = options;
    this.inputs = InputFiles.of(checkpoint.files());
    this.plan = Planner.plan(checkpoint, options);
  }

  /** What {@link #run} will write. */
  public ConversionPlan plan() {
    return plan;
  }

  /** About how much memory {@link #run} takes, in bytes. */
  public long memoryBytes() {
    return BASE_BYTES + TensorStream.bufferBytes(options.threads()) + plan.largestScaleBytes();
  }

  /**
   * Writes the directory.
   *
   * @param directory is created if need be
   * @param existing what to do if something is there already
   * @param progress is told of the bytes that are read
   * @throws ModelFormatException if the input turns out to be damaged
   * @throws IOException if the directory must not or cannot be written, or the input has changed
   *     since it was planned
   */
  public ConversionReport run(Path directory, Existing existing, Progress progress)
      throws IOException {
    long start = System.nanoTime();
    inputs.checkUnchanged();
    OutputDirectory output = new OutputDirectory(directory, checkpoint.files());
    Optional<Journal> begun = output.prepare(existing, job(), plan.outputBytes());
    if (begun.isEmpty()) {
      return report(Map.of(), plan.shards().size(), start);
    }
    Journal journal = begun.get();
    List<WrittenFile> files = new ArrayList<>();
    Map<String, QuantizationError> errors = new LinkedHashMap<>();
    int resumed = 0;
    try (ExecutorService workers = Executors.newFixedThreadPool(options.threads());
        TensorStream stream =
            new TensorStream(workers, options.threads(), quantizers(), progress)) {
      ShardWriter writer = new ShardWriter(directory, stream);
      progress.begin("Converting", plan.inputBytes());
      for (PlannedShard planned : plan.shards()) {
        Optional<ShardWriter.Shard> finished = finished(directory, journal, planned);
        ShardWriter.Shard shard;
        if (finished.isPresent()) {
          shard = finished.get();
          resumed++;
          planned.tensors().forEach(t -> progress.advance(t.source().byteSize()));
        } else {
          shard = writer.write(planned);
          inputs.checkUnchanged();
          journal.add(shard);
        }
        files.add(shard.file());
        errors.putAll(shard.errors());
      }
    }
    inputs.checkUnchanged();
    writeRest(directory, files);
    journal.delete();
    return report(errors, resumed, start);
  }

  private Quantizers quantizers() {
    Rounding rounding =
        options
            .quantization()
            .map(ConvertOptions.Quantization::rounding)
            .orElse(Rounding.LEAST_SQUARES);
    return Quantizers.forWeights(rounding, plan.quantizedElements());
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

  /** Everything beside the weights; what makes a directory a model comes last. */
  private void writeRest(Path directory, List<WrittenFile> files) throws IOException {
    for (SideFile side : checkpoint.sideFiles()) {
      try (InputStream content = side.open()) {
        files.add(PartialFile.write(directory.resolve(side.name()), content.readAllBytes()));
      }
    }
    byte[] config = JsonText.pretty(plan.config().toMap());
    Optional<byte[]> index =
        plan.shards().size() > 1 ? Optional.of(JsonText.pretty(index())) : Optional.empty();
    index.ifPresent(bytes -> files.add(WrittenFile.of(ShardIndex.FILE_NAME, bytes)));
    files.add(WrittenFile.of(CONFIG, config));
    PartialFile.write(directory.resolve(Checksums.FILE_NAME), Checksums.of(files).toBytes());
    if (index.isPresent()) {
      PartialFile.write(directory.resolve(ShardIndex.FILE_NAME), index.get());
    }
    PartialFile.write(directory.resolve(CONFIG), config);
  }

  private Map<String, Object> index() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("metadata", Map.of("total_size", plan.outputBytes()));
    Map<String, String> fileOf = new TreeMap<>();
    for (PlannedShard shard : plan.shards()) {
      for (PlannedTensor tensor : shard.tensors()) {
        tensor.entries().forEach(entry -> fileOf.put(entry.name(), shard.name()));
      }
    }
    root.put("weight_map", fileOf);
    return root;
  }

  /** Everything that the bytes of the output depend on. */
  private String job() {
    Map<String, Object> job = new LinkedHashMap<>();
    job.put("version", 1);
    options
        .quantization()
        .ifPresent(q -> {
          Map<String, Object> quantize = new LinkedHashMap<>();
          quantize.put("bits", q.bits());
          quantize.put("group_size", q.groupSize());
          quantize.put("rounding", q.rounding().name());
          quantize.put("again", q.again());
          job.put("quantize", quantize);
        });
    options.dtype().ifPresent(type -> job.put("dtype", type.name()));
    job.put("layout", options.layout().name());
    job.put("max_shard_bytes", options.maxShardBytes());
    inputs.describe(job);
    return JsonText.compact(job);
  }
}
