package org.llamajvm.cli.command;

import java.io.IOException;
import java.util.List;
import org.llamajvm.cli.chat.Chat;
import org.llamajvm.cli.chat.Console;
import org.llamajvm.cli.chat.Input;
import org.llamajvm.cli.chat.PipedInput;
import org.llamajvm.cli.option.ModelCandidates;
import org.llamajvm.cli.option.ModelDirectory;
import org.llamajvm.cli.option.ModelNames;
import org.llamajvm.cli.option.TextSource;
import org.llamajvm.cli.output.Streams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Converses with a model, or asks it one thing. */
@Command(
    name = "run",
    description = {
      "Converses with a model as chat does, or answers a prompt and ends.",
      "What comes from a pipe is the prompt, or follows it after a blank line. Nothing in a prompt"
          + " is a command."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  llama run owner/name",
      "  llama run owner/name:Q4_K_M \"Why is the sky blue?\"",
      "  llama run ollama:llama3.2:1b \"Summarise this letter.\" < letter.txt"
    })
public final class RunCommand extends ChatCommand {

  private final Streams streams;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MODEL",
      completionCandidates = ModelCandidates.class,
      description =
          "Name of the model as llama list shows it, a directory, or a GGUF file. Default: the"
              + " model that comes with the program.")
  private String name;

  @Parameters(
      index = "1..*",
      paramLabel = "PROMPT",
      description = "What to ask; several words make one prompt. Without it: a conversation.")
  private List<String> words = List.of();

  /** Gets the streams to work with. */
  public RunCommand(Streams streams) {
    super(streams);
    this.streams = streams;
  }

  @Override
  ModelNames.Chosen choose(ModelDirectory named) throws IOException {
    return named.chosen(name);
  }

  @Override
  Input input(Console console) throws IOException {
    return isOneAnswer() ? new PipedInput(streams.in()) : super.input(console);
  }

  @Override
  int run(Chat conversation) throws IOException {
    return isOneAnswer() ? conversation.answerOnce(prompt()) : super.run(conversation);
  }

  private boolean isOneAnswer() {
    return !words.isEmpty() || !streams.inIsTerminal();
  }

  private String prompt() throws IOException {
    String asked = String.join(" ", words);
    if (streams.inIsTerminal()) {
      return asked;
    }
    String piped = TextSource.withoutLastLineEnd(TextSource.read("-", streams.in()));
    if (asked.isEmpty() && piped.isBlank()) {
      throw new IOException("No prompt: give one behind the model's name, or by a pipe");
    }
    return piped.isBlank() ? asked : asked.isEmpty() ? piped : asked + "\n\n" + piped;
  }
}
