package org.llamajvm.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.llamajvm.cli.ExitCode;
import org.llamajvm.cli.option.ByteCount;
import org.llamajvm.cli.output.ByteProgress;
import org.llamajvm.cli.output.ConversionPrinter;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.convert.Checkpoints;
import org.llamajvm.convert.Converter;
import org.llamajvm.convert.Existing;
import org.llamajvm.convert.TimeEstimate;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.plan.ConversionPlan;
import org.llamajvm.convert.plan.ConvertOptions;
import org.llamajvm.convert.plan.FileType;
import org.llamajvm.convert.plan.GgufOptions;
import org.llamajvm.convert.plan.Layout;
import org.llamajvm.convert.quantize.Rounding;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.loader.gguf.GgufFiles;
import org.llamajvm.loader.weights.HubCache;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Converts any checkpoint to a directory that opens here, or in transformers or mlx-lm, or to GGUF.
 */
@Command(
    name = "convert",
    description = {
      "Converts and quantises a checkpoint, holding a few megabytes of it in memory at a time.",
      "Reads Hugging Face safetensors, Meta's consolidated.NN.pth, pytorch_model.bin, weights.npz,"
          + " llama2.c checkpoints, quantised MLX directories and GGUF files; writes directories and"
          + " GGUF files."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  llama convert --from Llama-3.2-1B --to Llama-3.2-1B-4bit -q",
      "  llama convert --from llama-2-70b --to llama-2-70b-hf --dtype f16 --max-shard-size 10GB",
      "  llama convert --from Llama-3.2-1B --to for-mlx -q --layout mlx --bits 8",
      "  llama convert --from Llama-3.2-1B --to Llama-3.2-1B-4bit -q --dry-run",
      "  llama convert --from Llama-3.2-1B --to Llama-3.2-1B-Q4_K_M.gguf --type q4_k_m",
      "  llama convert --from Llama-3.2-1B-Q4_0.gguf --to Llama-3.2-1B-hf"
    })
public final class ConvertCommand implements Callable<Integer> {

  /** The types that floats can get. */
  enum Dtype {
    F16(FloatType.F16),
    BF16(FloatType.BF16),
    F32(FloatType.F32);

    private final FloatType type;

    Dtype(FloatType type) {
      this.type = type;
    }
  }

  private static final long SHARD_BYTES = 5L << 30;

  private final Streams streams;

  @Spec private CommandSpec command;

  @Option(
      names = {"--from", "--hf-path"},
      required = true,
      paramLabel = "PATH",
      description = "Directory of the checkpoint, or a GGUF file.")
  private Path from;

  @Option(
      names = {"--to", "--mlx-path"},
      required = true,
      paramLabel = "PATH",
      description = "Directory to write, or a file whose name ends in .gguf.")
  private Path to;

  @Option(
      names = {"-q", "--quantize"},
      description = "Quantise matrices to groups with a scale and a bias.")
  private boolean quantize;

  @Option(
      names = {"--bits", "--q-bits"},
      paramLabel = "N",
      description = "Bits of a weight: 2, 3, 4, 5, 6 or 8. Default: 4.")
  private Integer bits;

  @Option(
      names = {"--group-size", "--q-group-size"},
      paramLabel = "N",
      description =
          "Weights that share a scale: 32, 64 or 128; a smaller one is taken where it does not"
              + " divide the width. Default: 64.")
  private Integer groupSize;

  @Option(
      names = "--rounding",
      paramLabel = "HOW",
      description =
          "How scales are found: least_squares or mlx (as mlx-lm rounds). Default: least_squares.")
  private Rounding rounding;

  @Option(
      names = "--requantize",
      description = "With -q or --type: round also what is quantised already; its errors add up.")
  private boolean requantize;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description = "Type of floats: f16, bf16 or f32. Default: what they are.")
  private Dtype dtype;

  @Option(
      names = {"--type", "--outtype"},
      paramLabel = "TYPE",
      description =
          "Type of the matrices of a GGUF file: ${COMPLETION-CANDIDATES}. Default: what they are.")
  private FileType type;

  @Option(
      names = "--layout",
      paramLabel = "LAYOUT",
      description =
          "Order of 4-bit weights: interleaved, which runs fastest here, or mlx, which mlx-lm"
              + " reads too. Default: interleaved.")
  private Layout layout = Layout.INTERLEAVED;

  @Option(
      names = "--max-shard-size",
      paramLabel = "SIZE",
      converter = ByteCount.class,
      description = "Largest file of weights. Default: 5GiB; of GGUF: one file.")
  private Long maxShardSize;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      description = "Threads. Default: every processor that the JDK reports.")
  private Integer threads;

  @Option(names = "--dry-run", description = "Only print what would be done.")
  private boolean dryRun;

  @Option(names = "--resume", description = "Go on with a conversion that did not finish.")
  private boolean resume;

  @Option(names = "--force", description = "Overwrite the model in an existing directory.")
  private boolean force;

  /** Gets the streams to work with. */
  public ConvertCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    checkOptions();
    ConversionPrinter printer = new ConversionPrinter(streams);
    try (Checkpoint checkpoint = Checkpoints.open(HubCache.resolve(from));
        ByteProgress progress = new ByteProgress(streams)) {
      Converter converter =
          GgufFiles.isNamed(to)
              ? Converter.toGguf(checkpoint, ggufOptions(), to)
              : new Converter(checkpoint, options());
      ConversionPlan plan = converter.plan();
      if (dryRun) {
        printer.plan(plan, converter.memoryBytes(), TimeEstimate.of(plan));
      } else {
        var report = converter.run(to, existing(), progress);
        progress.wipe();
        printer.report(report);
      }
    }
    return ExitCode.DONE;
  }

  private Existing existing() {
    if (force) {
      return Existing.OVERWRITE;
    }
    return resume ? Existing.RESUME : Existing.REFUSE;
  }

  private void checkOptions() {
    if (resume && force) {
      throw usage("--resume and --force exclude each other");
    }
    if (GgufFiles.isNamed(to)) {
      if (quantize || bits != null || groupSize != null || rounding != null) {
        throw usage(
            "the weights of a GGUF file are chosen with --type, not with -q and its options");
      }
      if (type != null && dtype != null) {
        throw usage("--type and --dtype exclude each other");
      }
    } else if (type != null) {
      throw usage("--type is for GGUF files: let the name after --to end in .gguf");
    }
  }

  private GgufOptions ggufOptions() {
    try {
      return new GgufOptions(
          Optional.ofNullable(dtype == null ? type : FileType.valueOf(dtype.name())),
          requantize,
          maxShardSize == null ? Long.MAX_VALUE : maxShardSize,
          threads());
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private int threads() {
    return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
  }

  private ConvertOptions options() {
    if (!quantize && (bits != null || groupSize != null || rounding != null || requantize)) {
      throw usage("--bits, --group-size, --rounding and --requantize need -q");
    }
    try {
      Optional<ConvertOptions.Quantization> quantization =
          quantize
              ? Optional.of(
                  new ConvertOptions.Quantization(
                      bits == null ? 4 : bits,
                      groupSize == null ? 64 : groupSize,
                      rounding == null ? Rounding.LEAST_SQUARES : rounding,
                      requantize))
              : Optional.empty();
      return new ConvertOptions(
          quantization,
          Optional.ofNullable(dtype).map(type -> type.type),
          layout,
          maxShardSize == null ? SHARD_BYTES : maxShardSize,
          threads());
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
