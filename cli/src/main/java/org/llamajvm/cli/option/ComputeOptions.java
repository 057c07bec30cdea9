package org.llamajvm.cli.option;

import java.io.IOException;
import java.util.function.UnaryOperator;
import org.llamajvm.cli.output.LoadingNotice;
import org.llamajvm.cli.output.SpeedHints;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.hub.Surroundings;
import org.llamajvm.hub.find.StoredSettings;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.ModelOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a model computes. */
public final class ComputeOptions {

  /** More than any machine has; each takes memory of its own. */
  private static final int MOST_THREADS = 1024;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      description = "Threads that compute. Default: every processor that the JDK reports.")
  private Integer threads;

  @Option(
      names = {"-c", "--context", "--ctx-size"},
      paramLabel = "N",
      description = "The most tokens of prompt and answer together. Default: what the task needs.")
  private Integer context;

  @Option(
      names = "--kernels",
      paramLabel = "KIND",
      converter = ComputeNames.Kernels.class,
      completionCandidates = ComputeNames.Kernels.class,
      description = "auto, vector or scalar. Default: auto, vector where the machine can.")
  private KernelChoice kernels = KernelChoice.AUTO;

  @Option(
      names = "--activations",
      paramLabel = "KIND",
      converter = ComputeNames.Activations.class,
      completionCandidates = ComputeNames.Activations.class,
      description =
          "How exactly inputs meet 4-bit weights: int8 (fast) or f32 (exact). Default: int8.")
  private ActivationPrecision activations = ActivationPrecision.INT8;

  @Option(
      names = "--kv-type",
      paramLabel = "TYPE",
      converter = ComputeNames.KvTypes.class,
      completionCandidates = ComputeNames.KvTypes.class,
      description = "How keys and values are kept: f32, f16 or q8. Default: f32.")
  private KvType kvType = KvType.F32;

  @Option(
      names = {"-v", "--verbose"},
      description =
          "Say which kernels run, on how many threads, and why, and where the time of the start"
              + " went.")
  private boolean verbose;

  private final Surroundings surroundings;

  /** Gets the place where it is remembered which hints were given; picocli does the rest. */
  public ComputeOptions(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Whether to say more. */
  public boolean verbose() {
    return verbose;
  }

  /** The context asked for, or null. */
  public Integer context() {
    return context;
  }

  /**
   * Opens a model; the caller closes it.
   *
   * @throws ParameterException if an option is out of range, or names kernels that cannot run here
   * @throws IOException if the model cannot be read
   */
  public LanguageModel open(ModelNames.Chosen chosen, Streams streams) throws IOException {
    return open(chosen, streams, UnaryOperator.identity());
  }

  /**
   * Opens a model; the caller closes it.
   *
   * @param more options that the command adds
   * @throws ParameterException if an option is out of range, or names kernels that cannot run here
   * @throws IOException if the model cannot be read
   */
  public LanguageModel open(
      ModelNames.Chosen chosen, Streams streams, UnaryOperator<ModelOptions> more)
      throws IOException {
    LanguageModel model;
    try (LoadingNotice _ = LoadingNotice.open(streams, chosen.path(), chosen.name())) {
      model = LanguageModel.open(chosen.path(), more.apply(options()));
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
    model.warnings().forEach(streams::warn);
    int computing = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    new SpeedHints(streams, surroundings).tell(model, chosen.path(), computing);
    if (verbose) {
      streams.info("Kernels: " + model.backendDescription());
      streams.info("Start-up: " + StartUp.describe(model.loadTimes()));
    }
    if (context != null && context > model.config().maxPositions()) {
      streams.warn(
          "The context of %d tokens is larger than the %d the model was trained for"
              .formatted(context, model.config().maxPositions()));
    }
    return model;
  }

  /** The options with the context that ollama keeps beside a model, unless one is asked for. */
  public ModelOptions withStored(ModelOptions options, StoredSettings stored) {
    Double positions = stored.numbers().get("num_ctx");
    return context == null && positions != null && positions >= 1
        ? options.withContext(positions.intValue())
        : options;
  }

  private ModelOptions options() {
    ModelOptions options =
        ModelOptions.defaults()
            .withKernels(kernels)
            .withActivations(activations)
            .withKvType(kvType);
    if (threads != null) {
      if (threads > MOST_THREADS) {
        throw new IllegalArgumentException(
            "The number of threads must be %d or less, not %d".formatted(MOST_THREADS, threads));
      }
      options = options.withThreads(threads);
    }
    return context == null ? options : options.withContext(context);
  }
}
