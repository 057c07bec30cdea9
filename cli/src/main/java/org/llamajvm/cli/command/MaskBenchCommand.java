package org.llamajvm.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.llamajvm.cli.ExitCode;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.models.bench.MaskBenchmark;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs MaskBench; for {@code benchmarks/maskbench.sh}. */
@Command(
    name = "mask-bench",
    hidden = true,
    description = "Measures constraints: schemas with instances, fed token by token.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class MaskBenchCommand implements Callable<Integer> {

  private final Streams streams;

  @Option(
      names = {"-v", "--verbose"},
      description = "Name the schemas that are refused and the wrong answers.")
  private boolean verbose;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "JSON lines with name, schema and tests; may be compressed by gzip.")
  private Path file;

  @Parameters(index = "1", paramLabel = "MODEL", description = "Where the tokenizer is.")
  private Path model;

  /** Gets the streams to work with. */
  public MaskBenchCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    MaskBenchmark benchmark =
        MaskBenchmark.of(
            model,
            note -> {
              if (verbose) {
                streams.out().println(note);
              }
            });
    streams.out().println(benchmark.run(file));
    streams.out().flush();
    return ExitCode.DONE;
  }
}
