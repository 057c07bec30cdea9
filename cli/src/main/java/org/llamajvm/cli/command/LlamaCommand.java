package org.llamajvm.cli.command;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.llamajvm.models.LanguageModel;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
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
      "1:the model or a file is bad, or the output cannot be written",
      "2:the command line is wrong",
      "130:interrupted"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  llama chat",
      "  llama list",
      "  llama run owner/name \"Why is the sky blue?\"",
      "  llama generate --prompt \"Once upon a time\"",
      "  llama serve",
      "  llama inspect path/to/model",
      "  llama help generate"
    })
public final class LlamaCommand implements Runnable {

  private static final Map<String, Class<?>> SUBCOMMANDS = subcommands();

  private static final Set<String> COMPUTING =
      Set.of("run", "chat", "generate", "serve", "perplexity", "bench");

  @Spec private CommandSpec command;

  /** Picocli fills it. */
  public LlamaCommand() {}

  private static Map<String, Class<?>> subcommands() {
    Map<String, Class<?>> commands = new LinkedHashMap<>();
    commands.put("run", RunCommand.class);
    commands.put("chat", ChatCommand.class);
    commands.put("generate", GenerateCommand.class);
    commands.put("serve", ServeCommand.class);
    commands.put("list", ListCommand.class);
    commands.put("pull", PullCommand.class);
    commands.put("show", ShowCommand.class);
    commands.put("rm", RmCommand.class);
    commands.put("ps", PsCommand.class);
    commands.put("tokenize", TokenizeCommand.class);
    commands.put("perplexity", PerplexityCommand.class);
    commands.put("bench", BenchCommand.class);
    commands.put("inspect", InspectCommand.class);
    commands.put("convert", ConvertCommand.class);
    commands.put("verify", VerifyCommand.class);
    commands.put("mask-bench", MaskBenchCommand.class);
    commands.put("schema-suite", SchemaSuiteCommand.class);
    commands.put("doctor", DoctorCommand.class);
    commands.put("completion", CompletionCommand.class);
    commands.put("man", ManCommand.class);
    return Collections.unmodifiableMap(commands);
  }

  /**
   * The command line with those subcommands that arguments may need: reading the options of all of
   * them by reflection takes a tenth of a second.
   *
   * @param factory makes the subcommands
   */
  public static CommandLine commandLine(IFactory factory, String... args) {
    CommandLine line = new CommandLine(new LlamaCommand(), factory);
    Class<?> named = args.length == 0 ? null : SUBCOMMANDS.get(args[0]);
    if (named != null) {
      line.addSubcommand(named);
    } else {
      SUBCOMMANDS.values().forEach(line::addSubcommand);
      line.addSubcommand(HelpCommand.class);
    }
    return line;
  }

  /** The names of the subcommands. */
  public static Set<String> names() {
    return SUBCOMMANDS.keySet();
  }

  /** The names of those that the help shows. */
  static List<String> shownNames() {
    return SUBCOMMANDS.entrySet().stream()
        .filter(entry -> !entry.getValue().getAnnotation(Command.class).hidden())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The subcommands, each of which is made when it is asked for. */
  public static Stream<CommandSpec> commands(IFactory factory) {
    return SUBCOMMANDS.values().stream().map(type -> CommandSpec.forAnnotatedObject(type, factory));
  }

  /**
   * What can be done on another thread while arguments are read, so that it is there when the
   * subcommand that they name wants it; nothing, if that is little.
   */
  public static Optional<Runnable> preparation(String... args) {
    if (args.length > 0 && COMPUTING.contains(args[0])) {
      return Optional.of(LanguageModel::prepare);
    }
    return args.length > 0 && SUBCOMMANDS.get(args[0]) == ListCommand.class
        ? Optional.of(ListCommand::prepare)
        : Optional.empty();
  }

  /** Somebody who does not know what to say wants to see what there is. */
  @Override
  public void run() {
    command.commandLine().usage(command.commandLine().getOut());
  }
}
