package org.llamajvm.cli.command;

import java.util.concurrent.Callable;
import org.llamajvm.cli.ExitCode;
import org.llamajvm.cli.manual.ShellCompletion;
import org.llamajvm.cli.output.Streams;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script by which a shell completes the command line. */
@Command(
    name = "completion",
    description =
        "Prints a script by which a shell completes commands, options and names of models.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(llama completion bash)    # in ~/.bashrc",
      "  source <(llama completion zsh)     # in ~/.zshrc, after compinit",
      "  llama completion fish > ~/.config/fish/completions/llama.fish"
    })
public final class CompletionCommand implements Callable<Integer> {

  /** Shells that are known. */
  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  private final Streams streams;

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
  private Shell shell;

  /** Gets the streams to work with. */
  public CompletionCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    CommandLine all = LlamaCommand.commandLine(command.commandLine().getFactory());
    streams
        .out()
        .print(
            switch (shell) {
              case BASH, ZSH -> ShellCompletion.bash(all);
              case FISH -> ShellCompletion.fish(all);
            });
    streams.out().flush();
    return ExitCode.DONE;
  }
}
