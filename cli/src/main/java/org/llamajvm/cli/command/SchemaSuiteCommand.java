package org.llamajvm.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.llamajvm.cli.ExitCode;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.models.bench.SchemaSuite;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs JSON-Schema-Test-Suite; for {@code benchmarks/schema-suite.sh}. */
@Command(
    name = "schema-suite",
    hidden = true,
    description = "Tests constraints: the schemas and instances of JSON-Schema-Test-Suite.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class SchemaSuiteCommand implements Callable<Integer> {

  private final Streams streams;

  @Parameters(paramLabel = "DIR", description = "Tests of a draft: tests/draft7 of the suite.")
  private Path draft;

  /** Gets the streams to work with. */
  public SchemaSuiteCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    new SchemaSuite().run(draft).forEach(streams.out()::println);
    streams.out().flush();
    return ExitCode.DONE;
  }
}
