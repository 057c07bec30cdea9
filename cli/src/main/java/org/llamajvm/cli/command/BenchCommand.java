package org.llamajvm.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.llamajvm.cli.ExitCode;
import org.llamajvm.cli.option.ComputeNames;
import org.llamajvm.cli.option.ConstraintArguments;
import org.llamajvm.cli.option.ModelDirectory;
import org.llamajvm.cli.option.ModelNames;
import org.llamajvm.cli.output.BenchReport;
import org.llamajvm.cli.output.LoadingNotice;
import org.llamajvm.cli.output.RooflinePlot;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.probe.MachineProbe;
import org.llamajvm.engine.probe.Probe;
import org.llamajvm.models.ModelOptions;
import org.llamajvm.models.bench.Benchmark;
import org.llamajvm.models.bench.BenchmarkConstraint;
import org.llamajvm.models.bench.BenchmarkModel;
import org.llamajvm.models.bench.BenchmarkResult;
import org.llamajvm.models.bench.BenchmarkTest;
import org.llamajvm.models.bench.BenchmarkTest.Kind;
import org.llamajvm.models.bench.LastLevelCache;
import org.llamajvm.models.bench.ModelShape;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.models.constraint.ConstraintVocabulary;
import org.llamajvm.models.source.ModelSource;
import org.llamajvm.tokenizer.Tokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how fast a model runs, and what the machine could do. */
@Command(
    name = "bench",
    description = {
      "Measures how fast a model runs: prompts (pp) and generation (tg).",
      "Numbers may be lists, as 128,512: every combination is measured. Between repetitions it is"
          + " probed what the machine could read and multiply at most.",
      "A schema, regular expression, grammar or choice shows what it costs to hold text to it:"
          + " generation is measured with and without it in turn."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  llama bench --model path/to/model -p 512 -n 128",
      "  llama bench --shape tinyllama-1.1b -d 0,4096 -r 10 --plot roofline.svg",
      "  llama bench --shape tinyllama-1.1b -p 0 -n 24 -np 1,8 -o json",
      "  llama bench --model path/to/model -p 0 --json-schema schema.json"
    })
public final class BenchCommand implements Callable<Integer> {

  private static final int CACHES_TO_READ = 5;
  private static final long MOST_TO_READ = 2L << 30;

  private final Streams streams;
  private final Probes probes;

  @Spec private CommandSpec command;

  @Mixin private ModelDirectory model;

  @Option(
      names = "--shape",
      paramLabel = "NAME",
      description =
          "Instead of a model, random 4-bit weights of the sizes of tinyllama-1.1b, llama-3.2-1b,"
              + " llama-2-7b, llama-3-8b, qwen3-0.6b, qwen3-30b-a3b, gemma-3-1b, smollm3-3b,"
              + " granite-3.1-1b-a400m or olmoe-1b-7b.")
  private String shape;

  @Option(
      names = {"-p", "--n-prompt"},
      split = ",",
      paramLabel = "N",
      description = "Tokens of a prompt; 0 for no such test. Default: 512.")
  private List<Integer> prompts = List.of(512);

  @Option(
      names = {"-n", "--n-gen"},
      split = ",",
      paramLabel = "N",
      description = "Tokens to generate; 0 for no such test. Default: 128.")
  private List<Integer> generations = List.of(128);

  @Option(
      names = {"-d", "--n-depth"},
      split = ",",
      paramLabel = "N",
      description = "Tokens that are in the KV cache before. Default: 0.")
  private List<Integer> depths = List.of(0);

  @Option(
      names = {"-np", "--parallel"},
      split = ",",
      paramLabel = "N",
      description =
          "Sequences that are generated together; rates are those of all of them. Default: 1.")
  private List<Integer> parallel = List.of(1);

  @Option(
      names = {"-r", "--repetitions"},
      paramLabel = "N",
      description = "Repetitions that count, after one that does not. Default: 5.")
  private int repetitions = 5;

  @Option(
      names = {"-t", "--threads"},
      split = ",",
      paramLabel = "N",
      description = "Threads that compute. Default: every processor that the JDK reports.")
  private List<Integer> threads = List.of(Runtime.getRuntime().availableProcessors());

  @Option(
      names = "--kv-type",
      split = ",",
      paramLabel = "KIND",
      converter = ComputeNames.KvTypes.class,
      completionCandidates = ComputeNames.KvTypes.class,
      description = "How keys and values are kept: f32, f16 or q8. Default: f32.")
  private List<KvType> kvTypes = List.of(ModelOptions.defaults().kvType());

  @Option(
      names = "--kernels",
      paramLabel = "KIND",
      converter = ComputeNames.Kernels.class,
      completionCandidates = ComputeNames.Kernels.class,
      description = "auto, vector or scalar. Default: auto.")
  private KernelChoice kernels = KernelChoice.AUTO;

  @Option(
      names = "--activations",
      paramLabel = "KIND",
      converter = ComputeNames.Activations.class,
      completionCandidates = ComputeNames.Activations.class,
      description = "How exactly inputs meet 4-bit weights: int8 or f32. Default: int8.")
  private ActivationPrecision activations = ActivationPrecision.INT8;

  @Mixin private ConstraintArguments constraint;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "md, csv, json or jsonl. Default: md.")
  private String form = "md";

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Draw the roofline and the tests in it, as SVG.")
  private Path plot;

  @Option(
      names = {"-v", "--verbose"},
      description = "Say what is probed and what each token allocates.")
  private boolean verbose;

  /** Gets the streams to work with. */
  public BenchCommand(Streams streams) {
    this(streams, MachineProbe::new);
  }

  /** Gets another way to find out how fast the machine is, too. */
  public BenchCommand(Streams streams, Probes probes) {
    this.streams = streams;
    this.probes = probes;
  }

  /** Makes probes. */
  @FunctionalInterface
  public interface Probes {

    /**
     * Makes one.
     *
     * @param backend borrowed
     * @param bytes to read each time
     */
    Probe open(Backend backend, long bytes);
  }

  @Override
  public Integer call() throws IOException {
    BenchReport.Form reportForm =
        BenchReport.Form.named(form)
            .orElseThrow(() -> wrong("--output is md, csv, json or jsonl, not '" + form + "'"));
    checkNumbers();
    if (shape != null && model.isGiven()) {
      throw wrong("--model and --shape exclude each other");
    }
    Optional<Constraint> asked = readConstraint();
    List<BenchmarkResult> results = new ArrayList<>();
    try (Interruption interruption = Interruption.open();
        BenchmarkModel weights = openModel()) {
      Optional<BenchmarkConstraint> held = hold(asked, weights);
      BenchReport report = new BenchReport(weights, reportForm, held.isPresent(), streams.out());
      report.begin();
      for (int count : threads) {
        measure(weights, held, count, interruption.cancellation(), report, results);
      }
      report.end();
      streams.out().flush();
      if (plot != null && !results.isEmpty()) {
        write(new RooflinePlot(weights.name(), results).svg());
      }
      return interruption.cancellation().isCancelled() ? ExitCode.INTERRUPTED : ExitCode.DONE;
    }
  }

  private void write(String svg) throws IOException {
    try {
      Files.writeString(plot, svg);
    } catch (NoSuchFileException e) {
      throw new IOException(
          "Cannot write the plot to %s: there is no such directory".formatted(plot), e);
    } catch (IOException e) {
      throw new IOException("Cannot write the plot to %s: %s".formatted(plot, e.getMessage()), e);
    }
  }

  private void checkNumbers() {
    if (tests().isEmpty()) {
      throw wrong("Nothing to measure: neither -p nor -n is more than 0");
    }
    checkAll("-p", prompts, 0);
    checkAll("-n", generations, 0);
    checkAll("-d", depths, 0);
    checkAll("-np", parallel, 1);
    checkAll("-r", List.of(repetitions), 1);
    checkAll("-t", threads, 1);
  }

  private void checkAll(String option, List<Integer> values, int least) {
    for (int value : values) {
      if (value < least) {
        throw wrong("%s must be %d or more, not %d".formatted(option, least, value));
      }
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private BenchmarkModel openModel() throws IOException {
    int most = threads.stream().mapToInt(Integer::intValue).max().orElse(1);
    try (Backend backend = openBackend(most)) {
      if (shape == null) {
        ModelNames.Chosen chosen = model.chosen();
        try (LoadingNotice _ = LoadingNotice.open(streams, chosen.path(), chosen.name())) {
          return BenchmarkModel.open(chosen.path(), activations, backend);
        }
      }
      ModelShape sizes =
          ModelShape.named(shape).orElseThrow(() -> wrong("Unknown shape '" + shape + "'"));
      return BenchmarkModel.random(sizes, backend);
    }
  }

  private Optional<Constraint> readConstraint() throws IOException {
    Optional<Constraint> given = constraint.constraint(streams::warn);
    if (given.isPresent() && shape != null) {
      throw wrong("A constraint needs the tokens of a model: give --model instead of --shape");
    }
    if (given.isPresent() && generations.stream().noneMatch(n -> n > 0)) {
      throw wrong("A constraint holds generated text: -n must be more than 0");
    }
    return given;
  }

  private Optional<BenchmarkConstraint> hold(Optional<Constraint> asked, BenchmarkModel weights)
      throws IOException {
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    int size = weights.config().vocabularySize();
    Tokenizer tokenizer = ModelSource.tokenizerOf(model.path());
    return Optional.of(
        new BenchmarkConstraint(asked.get(), new ConstraintVocabulary(tokenizer, size)));
  }

  private Backend openBackend(int count) {
    try {
      return Backend.open(kernels, count);
    } catch (UnsupportedOperationException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private void measure(
      BenchmarkModel weights,
      Optional<BenchmarkConstraint> held,
      int count,
      Cancellation cancellation,
      BenchReport report,
      List<BenchmarkResult> results) {
    long bytes = Math.min(MOST_TO_READ, CACHES_TO_READ * LastLevelCache.byteSize());
    try (Backend backend = openBackend(count);
        Probe probe = probes.open(backend, bytes)) {
      if (verbose) {
        streams.info("Kernels: " + backend.description());
      }
      for (KvType kvType : kvTypes) {
        Benchmark benchmark =
            new Benchmark(weights, backend, probe, kvType, activations, repetitions);
        for (BenchmarkTest test : tests()) {
          Optional<BenchmarkResult> result = benchmark.run(test, held, cancellation);
          if (result.isPresent()) {
            results.add(result.get());
            report.add(result.get());
            tell(result.get());
          }
        }
      }
    }
  }

  private List<BenchmarkTest> tests() {
    List<BenchmarkTest> tests = new ArrayList<>();
    for (int depth : depths) {
      if (depth >= 0) {
        prompts.stream()
            .filter(n -> n > 0)
            .forEach(n -> tests.add(new BenchmarkTest(Kind.PROMPT, n, depth)));
        generations.stream()
            .filter(n -> n > 0)
            .forEach(n ->
                parallel.stream()
                    .filter(together -> together > 0)
                    .forEach(together ->
                        tests.add(new BenchmarkTest(Kind.GENERATION, n, depth, together))));
      }
    }
    return tests;
  }

  private void tell(BenchmarkResult result) {
    if (verbose) {
      streams.info(
          String.format(
              Locale.ROOT,
              "%s: machine reads %.1f GB/s and multiplies %.1f GMAC/s; %.0f bytes allocated a"
                  + " token",
              result.test().name(),
              result.machine().bytesPerSecond() / 1e9,
              result.machine().multiplyAddsPerSecond() / 1e9,
              result.bytesPerToken()));
    }
  }
}
