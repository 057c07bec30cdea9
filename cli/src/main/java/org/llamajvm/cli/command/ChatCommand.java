package org.llamajvm.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.llamajvm.cli.chat.Chat;
import org.llamajvm.cli.chat.Console;
import org.llamajvm.cli.chat.ModelFacts;
import org.llamajvm.cli.chat.PipedInput;
import org.llamajvm.cli.chat.Settings;
import org.llamajvm.cli.chat.Templates;
import org.llamajvm.cli.chat.TerminalInput;
import org.llamajvm.cli.option.ComputeOptions;
import org.llamajvm.cli.option.ModelDirectory;
import org.llamajvm.cli.option.SamplingArguments;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.models.ChatSession;
import org.llamajvm.models.GenerateOptions;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Converses with a model. */
@Command(
    name = "chat",
    description = {
      "Converses with a model, in its own chat template.",
      "On a terminal, /help lists the commands of a conversation. From a pipe, every line is a"
          + " turn."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  llama chat",
      "  llama chat -m path/to/model --system \"Answer in one sentence.\" --temp 0.7",
      "  llama chat --session trip.chat",
      "  printf '%%s\\n' 'Hello!' 'And now?' | llama chat"
    })
public final class ChatCommand implements Callable<Integer> {

  private final Streams streams;

  @Spec private CommandSpec command;

  @Mixin private ModelDirectory model;

  @Option(names = "--system", paramLabel = "TEXT", description = "The system message.")
  private String system;

  @Option(
      names = "--chat-template",
      paramLabel = "NAME|FILE",
      description =
          "How to write the conversation: chatml, llama2, llama3, zephyr, one of the model's"
              + " templates by name, or a Jinja file. Default: the model's own.")
  private String template;

  @Option(
      names = "--session",
      paramLabel = "FILE",
      description =
          "Go on with the conversation in this file if it exists; save it there at the end.")
  private Path session;

  @Option(
      names = {"-n", "--max-tokens", "--n-predict"},
      paramLabel = "N",
      description =
          "The most tokens of an answer; -1 for as many as the context holds."
              + " Default: ${DEFAULT-VALUE}.")
  private int maxTokens = GenerateOptions.UNLIMITED;

  @Mixin private SamplingArguments sampling;

  @Mixin private ComputeOptions compute;

  /** Gets the streams to work with. */
  public ChatCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    Path directory = model.path();
    Console console = new Console(streams, System.getenv().getOrDefault("NO_COLOR", "").isEmpty());
    try (LanguageModel opened = compute.open(directory, streams)) {
      Settings settings = new Settings(options(opened), compute.verbose());
      ChatTemplate chosen =
          template == null
              ? Templates.of(opened, directory, console)
              : Templates.named(template, directory);
      try (ChatSession chat = opened.newChat(chosen)) {
        if (system != null) {
          chat.setSystem(system);
        }
        ModelFacts facts = new ModelFacts(opened, directory);
        return streams.inIsTerminal() && streams.outIsTerminal()
            ? atTerminal(chat, settings, console, facts)
            : piped(chat, settings, console, facts);
      }
    }
  }

  private int atTerminal(ChatSession chat, Settings settings, Console console, ModelFacts facts)
      throws IOException {
    try (TerminalInput input = new TerminalInput(console)) {
      console.notice("[/help lists commands, Ctrl-C stops an answer, Ctrl-D leaves]");
      return new Chat(chat, settings, console, input, facts).run(session);
    }
  }

  private int piped(ChatSession chat, Settings settings, Console console, ModelFacts facts)
      throws IOException {
    try (Interruption interruption = Interruption.open()) {
      PipedInput input = new PipedInput(streams.in(), interruption.cancellation());
      return new Chat(chat, settings, console, input, facts).run(session);
    }
  }

  private GenerateOptions options(LanguageModel opened) {
    try {
      return GenerateOptions.defaults()
          .withSampling(sampling.options(opened))
          .withMaxTokens(maxTokens);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
