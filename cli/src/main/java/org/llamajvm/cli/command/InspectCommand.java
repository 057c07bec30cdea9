package org.llamajvm.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.llamajvm.cli.ExitCode;
import org.llamajvm.cli.option.ComputeNames;
import org.llamajvm.cli.option.ModelCandidates;
import org.llamajvm.cli.option.ModelDirectory;
import org.llamajvm.cli.output.ModelReport;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.cli.output.Window;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.models.ModelOptions;
import org.llamajvm.models.ModelSummary;
import org.llamajvm.models.memory.MachineMemory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a model's directory holds. */
@Command(
    name = "inspect",
    description = "Shows what a model's directory holds and what running it needs.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  llama inspect path/to/model --context 8192",
      "  llama inspect path/to/model --tensors --json"
    })
public final class InspectCommand implements Callable<Integer> {

  private final Streams streams;

  @Spec private CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      completionCandidates = ModelCandidates.class,
      description =
          "Name of the model, its directory, or a GGUF file. Default: the model that comes with the"
              + " program.")
  private String name;

  @Mixin private ModelDirectory model;

  @Option(
      names = {"-c", "--context", "--ctx-size"},
      paramLabel = "N",
      description =
          "Tokens to compute the memory for. Default: the smaller of 4096 and the model's"
              + " context.")
  private Integer context;

  @Option(
      names = "--kv-type",
      paramLabel = "KIND",
      converter = ComputeNames.KvTypes.class,
      completionCandidates = ComputeNames.KvTypes.class,
      description = "Kind of KV cache to compute the memory for: f32, f16 or q8. Default: f32.")
  private KvType kvType = ModelOptions.defaults().kvType();

  @Option(names = "--tensors", description = "List the tensors.")
  private boolean tensors;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  /** Gets the streams to work with. */
  public InspectCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    if (context != null && context < 1) {
      throw new ParameterException(
          command.commandLine(), "The context must have 1 token or more, not " + context);
    }
    Path path = model.path(name);
    OptionalInt tokens = context == null ? OptionalInt.empty() : OptionalInt.of(context);
    ModelSummary summary = ModelSummary.read(path, tokens, kvType);
    ModelReport report = new ModelReport(summary, MachineMemory.current(), tensors);
    summary.generationConfig().warnings().forEach(streams::warn);
    streams
        .out()
        .print(json ? report.json() : report.text(streams.outIsTerminal() ? Window.columns() : 0));
    streams.out().flush();
    return ExitCode.DONE;
  }
}
