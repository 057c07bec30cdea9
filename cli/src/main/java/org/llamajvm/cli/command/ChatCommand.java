package org.llamajvm.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.llamajvm.cli.chat.Chat;
import org.llamajvm.cli.chat.Console;
import org.llamajvm.cli.chat.Input;
import org.llamajvm.cli.chat.ModelFacts;
import org.llamajvm.cli.chat.PipedInput;
import org.llamajvm.cli.chat.Settings;
import org.llamajvm.cli.chat.Templates;
import org.llamajvm.cli.chat.TerminalInput;
import org.llamajvm.cli.chat.TerminalType;
import org.llamajvm.cli.option.ComputeOptions;
import org.llamajvm.cli.option.ConstraintArguments;
import org.llamajvm.cli.option.MaxTokens;
import org.llamajvm.cli.option.ModelDirectory;
import org.llamajvm.cli.option.ModelNames;
import org.llamajvm.cli.option.SamplingArguments;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.format.PlainFile;
import org.llamajvm.hub.find.StoredSettings;
import org.llamajvm.models.ChatLock;
import org.llamajvm.models.ChatSession;
import org.llamajvm.models.GenerateOptions;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
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
public class ChatCommand implements Callable<Integer> {

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
          "Go on with the conversation in this file if it exists and is not empty; save it there"
              + " at the end. One program at a time.")
  private Path session;

  @Option(
      names = {"-n", "--max-tokens", "--n-predict"},
      paramLabel = "N",
      description =
          "The most tokens of an answer; -1 for as many as the context holds."
              + " Default: ${DEFAULT-VALUE}.")
  private int maxTokens = MaxTokens.UNLIMITED;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "End answers before this text, which is not shown. May be given several times.")
  private List<String> stop = List.of();

  @Option(
      names = "--hide-thinking",
      description = "Do not show what the model thinks before it answers.")
  private boolean hideThinking;

  @Mixin private SamplingArguments sampling;

  @Mixin private ConstraintArguments constraint;

  @Mixin private ComputeOptions compute;

  /** Gets the streams to work with. */
  public ChatCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    ModelNames.Chosen chosen = choose(model);
    checkPlaceOfSession();
    try (ChatLock _ = session == null ? null : ChatLock.take(session)) {
      return converse(chosen);
    }
  }

  /**
   * Which model to converse with.
   *
   * @throws IOException if there is none of that name, or a directory cannot be read
   */
  ModelNames.Chosen choose(ModelDirectory named) throws IOException {
    return named.chosen();
  }

  private int converse(ModelNames.Chosen model) throws IOException {
    StoredSettings stored = model.settings();
    Console console = new Console(streams, new TerminalType(System.getenv()).hasColours());
    try (LanguageModel opened =
        compute.open(model, streams, options -> compute.withStored(options, stored))) {
      Settings settings =
          new Settings(
              options(opened, stored), compute.verbose(), opened.config().vocabularySize());
      settings.setHideThinking(hideThinking);
      ChatTemplate chosen =
          template == null
              ? Templates.of(opened, stored, console, compute.verbose())
              : Templates.named(template, opened);
      try (ChatSession chat = opened.newChat(chosen);
          Input input = input(console);
          Interruption _ = Interruption.open(input::interrupt)) {
        ModelFacts facts = new ModelFacts(opened, model.path());
        stored.system().ifPresent(chat::setSystem);
        return converse(chat, settings, new Chat(chat, settings, console, input, facts, session));
      }
    }
  }

  /** A long conversation should not end with the news that it cannot be kept. */
  private void checkPlaceOfSession() throws IOException {
    if (session == null) {
      return;
    }
    Path place = session.toAbsolutePath().getParent();
    if (Files.isDirectory(session)) {
      throw new IOException("A directory where the file of a session is expected: " + session);
    }
    PlainFile.checkKind(session);
    if (place == null || !Files.isDirectory(place)) {
      throw new IOException(
          "No directory %s to keep the session in; make it first".formatted(place));
    }
    if (!Files.isWritable(place)) {
      throw new IOException("No permission to keep a session in " + place);
    }
  }

  /** Where the turns come from. */
  Input input(Console console) throws IOException {
    if (!streams.inIsTerminal() || !streams.outIsTerminal()) {
      return new PipedInput(streams.in());
    }
    TerminalInput input = new TerminalInput(console);
    console.notice("[/help lists commands, Ctrl-C stops an answer, Ctrl-D leaves]");
    return input;
  }

  private int converse(ChatSession chat, Settings settings, Chat conversation) throws IOException {
    if (session != null && Files.exists(session) && Files.size(session) > 0) {
      conversation.load(session, given());
    }
    if (system != null) {
      chat.setSystem(system);
    }
    try {
      return run(conversation);
    } finally { // whatever ended it
      if (session != null) {
        chat.save(session, settings.saved());
      }
    }
  }

  /** Does what there is to do with a conversation that is ready; returns the exit code. */
  int run(Chat conversation) throws IOException {
    return conversation.run();
  }

  /** The settings that the command line names: they count more than those of a saved session. */
  private Set<String> given() {
    Set<String> names = new HashSet<>();
    for (OptionSpec option : command.commandLine().getParseResult().matchedOptions()) {
      for (String name : option.names()) {
        names.add(name.replaceFirst("^-+", "").replace('-', '_'));
      }
    }
    names.retainAll(Settings.names());
    return names;
  }

  private GenerateOptions options(LanguageModel opened, StoredSettings stored) {
    Optional<Constraint> form =
        constraint.constraint(text -> streams.info("Not enforced: " + text));
    try {
      GenerateOptions options =
          GenerateOptions.defaults()
              .withSampling(sampling.options(opened, stored))
              .withMaxTokens(MaxTokens.of(maxTokens, command, stored))
              .withStop(stop.isEmpty() ? stored.stop() : stop);
      return form.map(options::withConstraint).orElse(options);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
