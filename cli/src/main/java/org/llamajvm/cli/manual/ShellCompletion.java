package org.llamajvm.cli.manual;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.llamajvm.cli.option.ModelCandidates;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Scripts by which shells complete the command line. The names of models are asked for each time.
 */
public final class ShellCompletion {

  private static final String NAMES = "llama list --names 2>/dev/null";

  /** Names of models have colons, at which bash would end a word. */
  private static final String COLONS =
      """

      # A colon is part of a model's name and ends no word.
      if [ -n "${BASH_VERSION:-}" ]; then COMP_WORDBREAKS=${COMP_WORDBREAKS//:/}; fi
      """;

  /**
   * Values of options: small letters, as the help has them, where picocli takes Java's constants.
   */
  private static final Pattern VALUES = Pattern.compile("(?<=_args=\\()\"[^)]*");

  /**
   * Where picocli defines an array of an option's values, and where it uses one. It names arrays by
   * the label of the value, which several options of a command have.
   */
  private static final Pattern DEFINITION =
      Pattern.compile("\\w+(_option_args=\\(.*\\) # --)([\\w-]+)(?= values)");

  private static final Pattern USE =
      Pattern.compile("(--)([\\w-]+)('\\)\\n.*\\n.*compReplyArray \"\\$\\{)\\w+(?=_option_args)");

  /**
   * Whether a line is one of a command: its first word counts alone, since a later one may be the
   * name of a model, or what {@code help} is asked of.
   */
  private static final String FISH_CONDITION =
      """
      function __llama_command_is
          set -l words (commandline -opc)
          set -q words[2]; and contains -- $words[2] $argv
      end
      """;

  private ShellCompletion() {}

  /** For bash, and for zsh, which reads the same script. */
  public static String bash(CommandLine line) {
    String script =
        AutoComplete.bash(line.getCommandName(), line)
            .replace("\"" + ModelCandidates.PLACE + "\"", "$(" + NAMES + ")");
    String defined =
        DEFINITION
            .matcher(script)
            .replaceAll(found ->
                Matcher.quoteReplacement(
                    variable(found.group(2)) + found.group(1) + found.group(2)));
    String used =
        USE.matcher(defined)
            .replaceAll(found ->
                Matcher.quoteReplacement(
                    found.group(1) + found.group(2) + found.group(3) + variable(found.group(2))));
    return VALUES
            .matcher(used)
            .replaceAll(found -> Matcher.quoteReplacement(found.group().toLowerCase(Locale.ROOT)))
        + COLONS;
  }

  private static String variable(String option) {
    return option.replace('-', '_');
  }

  /** For fish. */
  public static String fish(CommandLine line) {
    String program = line.getCommandName();
    List<CommandLine> commands =
        line.getSubcommands().values().stream()
            .filter(command -> !command.getCommandSpec().usageMessage().hidden())
            .distinct()
            .toList();
    StringBuilder script = new StringBuilder(FISH_CONDITION);
    script.append("complete -c %s -f -n __fish_use_subcommand\n".formatted(program));
    options(script, program, "-n __fish_use_subcommand", line);
    for (CommandLine command : commands) {
      String name = command.getCommandName();
      script.append(
          "complete -c %s -n __fish_use_subcommand -a %s -d %s\n"
              .formatted(
                  program,
                  name,
                  quoted(description(command.getCommandSpec().usageMessage().description()))));
      String condition = "-n '__llama_command_is %s'".formatted(names(command));
      options(script, program, condition, command);
      for (PositionalParamSpec argument : command.getCommandSpec().positionalParameters()) {
        if (isModel(argument)) {
          script.append("complete -c %s %s -a '(%s)'\n".formatted(program, condition, NAMES));
        } else if (argument.completionCandidates() != null) {
          script.append(
              "complete -c %s %s -f -a %s\n".formatted(program, condition, values(argument)));
        }
      }
      if (command.getCommandSpec().userObject() instanceof HelpCommand) {
        script.append(
            "complete -c %s %s -f -a %s\n".formatted(program, condition, quoted(all(commands))));
      }
    }
    return script.toString();
  }

  private static void options(
      StringBuilder script, String program, String condition, CommandLine command) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (!option.hidden()) {
        script.append(
            "complete -c %s %s%s%s -d %s\n"
                .formatted(
                    program,
                    condition,
                    names(option),
                    argument(option),
                    quoted(description(option.description()))));
      }
    }
  }

  /** The name of a command and its aliases, with blanks between them. */
  private static String names(CommandLine command) {
    return String.join(" ", command.getCommandSpec().names());
  }

  private static String all(List<CommandLine> commands) {
    return commands.stream().map(CommandLine::getCommandName).collect(Collectors.joining(" "));
  }

  private static String names(OptionSpec option) {
    StringBuilder names = new StringBuilder();
    for (String name : option.names()) {
      if (name.startsWith("--")) {
        names.append(" -l ").append(name.substring(2));
      } else if (name.length() == 2) {
        names.append(" -s ").append(name.substring(1));
      } else {
        names.append(" -o ").append(name.substring(1));
      }
    }
    return names.toString();
  }

  private static String argument(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    if (isModel(option)) {
      return " -r -a '(%s)'".formatted(NAMES);
    }
    return option.completionCandidates() == null ? " -r" : " -x -a " + values(option);
  }

  private static String values(ArgSpec argument) {
    return quoted(String.join(" ", argument.completionCandidates()).toLowerCase(Locale.ROOT));
  }

  private static boolean isModel(ArgSpec argument) {
    return argument.completionCandidates() instanceof ModelCandidates;
  }

  private static String description(String[] lines) {
    List<String> words = Arrays.asList(String.join(" ", lines).replace("%n", " ").split(" "));
    String text = String.join(" ", words.subList(0, Math.min(12, words.size())));
    return words.size() > 12 ? text + " ..." : text;
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
