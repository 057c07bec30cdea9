package org.llamajvm.cli.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.llamajvm.cli.ExitCode;
import org.llamajvm.cli.option.ModelCandidates;
import org.llamajvm.cli.option.ModelDirectory;
import org.llamajvm.cli.output.ByteProgress;
import org.llamajvm.cli.output.Plural;
import org.llamajvm.cli.output.Sizes;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.convert.Verifier;
import org.llamajvm.convert.VerifyReport;
import org.llamajvm.format.ForeignText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Checks a model's files byte by byte. */
@Command(
    name = "verify",
    description =
        "Checks a model's files: the sums in checksums.json, every header, and that no weight is NaN"
            + " or infinite. Prints a line for each problem.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  llama verify path/to/model", "  llama verify -m model-Q4_K_M.gguf"})
public final class VerifyCommand implements Callable<Integer> {

  private final Streams streams;

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      completionCandidates = ModelCandidates.class,
      description =
          "Name of the model, its directory, or a GGUF file. Default: the model that comes with the"
              + " program.")
  private String name;

  @Mixin private ModelDirectory model;

  /** Gets the streams to work with. */
  public VerifyCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    VerifyReport report;
    try (ByteProgress progress = new ByteProgress(streams)) {
      report = Verifier.verify(model.path(name), progress);
    }
    report.remarks().forEach(streams::warn);
    report.problems().stream().map(ForeignText::message).forEach(streams.out()::println);
    if (report.isSound()) {
      streams
          .out()
          .println(
              "Sound: %s in %s, %s"
                  .formatted(
                      Plural.of(report.tensors(), "tensor"),
                      Plural.of(report.files(), "file"),
                      Sizes.text(report.bytes())));
    }
    streams.out().flush();
    return report.isSound() ? ExitCode.DONE : ExitCode.BAD_INPUT;
  }
}
