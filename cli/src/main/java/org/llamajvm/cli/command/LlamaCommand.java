package org.llamajvm.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command without a subcommand. */
@Command(
    name = "llama",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Runs Llama-family language models on the CPU, in Java alone.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the model or a file is bad",
      "2:the command line is wrong",
      "130:interrupted"
    },
    subcommands = {
      ChatCommand.class,
      GenerateCommand.class,
      TokenizeCommand.class,
      PerplexityCommand.class,
      BenchCommand.class,
      InspectCommand.class,
      ConvertCommand.class,
      VerifyCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  llama generate --prompt \"Once upon a time\"",
      "  llama chat",
      "  llama inspect path/to/model",
      "  llama generate --help"
    })
public final class LlamaCommand implements Runnable {

  @Spec private CommandSpec command;

  /** Picocli fills it. */
  public LlamaCommand() {}

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "Missing command");
  }
}
