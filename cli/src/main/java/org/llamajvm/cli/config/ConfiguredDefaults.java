package org.llamajvm.cli.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.llamajvm.format.ModelException;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Gives options that the command line leaves out the values of the configuration file. */
public final class ConfiguredDefaults implements IDefaultValueProvider {

  private static final Set<String> NEVER = Set.of("help", "version");

  private final CommandDefaults defaults;
  private final Set<OptionSpec> given;

  private ConfiguredDefaults(CommandDefaults defaults, Set<OptionSpec> given) {
    this.defaults = defaults;
    this.given = given;
  }

  /**
   * Sets the defaults of the commands that a command line has.
   *
   * @param all commands there are, which are made only if somebody asks
   * @param args the arguments: an option that is given needs no default, nor do those that it
   *     excludes
   * @throws ModelException if the file settles what no command has
   * @throws IOException if the file is wrong in another way
   */
  public static void apply(
      ConfigFile file, CommandLine line, Stream<CommandSpec> all, String... args)
      throws IOException {
    if (file.isEmpty()) {
      return; // reading the arguments twice takes time
    }
    List<CommandSpec> commands =
        line.getSubcommands().values().stream().map(CommandLine::getCommandSpec).toList();
    file.checkShared(
        Stream.concat(commands.stream(), all).map(ConfiguredDefaults::names).iterator());
    Set<OptionSpec> given = given(line, args);
    for (CommandSpec command : commands) {
      CommandDefaults defaults = file.defaults(command.name());
      defaults.check(names(command));
      for (ArgGroupSpec group : command.argGroups()) {
        if (group.exclusive()) {
          defaults.checkOneOf(
              group.options().stream().map(option -> names(option).getFirst()).toList());
        }
      }
      command.defaultValueProvider(new ConfiguredDefaults(defaults, given));
    }
  }

  /** The options that arguments name; what is wrong with them is told when they are read again. */
  private static Set<OptionSpec> given(CommandLine line, String... args) {
    collectErrors(line, true);
    try {
      ParseResult result = line.parseArgs(args);
      return result.hasSubcommand() ? Set.copyOf(result.subcommand().matchedOptions()) : Set.of();
    } finally {
      collectErrors(line, false);
    }
  }

  private static void collectErrors(CommandLine line, boolean collecting) {
    line.getCommandSpec().parser().collectErrors(collecting);
    line.getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().parser().collectErrors(collecting));
  }

  private static Set<String> names(CommandSpec command) {
    return command.options().stream()
        .flatMap(option -> names(option).stream())
        .filter(name -> !NEVER.contains(name))
        .collect(Collectors.toSet());
  }

  private static List<String> names(OptionSpec option) {
    return Arrays.stream(option.names())
        .sorted(Comparator.comparingInt(String::length).reversed())
        .map(name -> name.replaceFirst("^-+", ""))
        .toList();
  }

  @Override
  public String defaultValue(ArgSpec argument) throws Exception {
    if (!(argument instanceof OptionSpec option)
        || NEVER.contains(names(option).getFirst())
        || isGiven(option)) {
      return null;
    }
    return defaults.value(names(option)).orElse(null);
  }

  /** Whether an option is among the arguments, or one that it excludes. */
  private boolean isGiven(OptionSpec option) {
    ArgGroupSpec group = option.group();
    return given.contains(option)
        || (group != null
            && group.exclusive()
            && group.options().stream().anyMatch(given::contains));
  }

  /** The file, if a value in it is what is wrong. */
  public static Optional<Path> source(ParameterException e) {
    try {
      return e.getCommandLine().getDefaultValueProvider() instanceof ConfiguredDefaults configured
              && String.valueOf(e.getValue()).equals(configured.defaultValue(e.getArgSpec()))
          ? Optional.of(configured.defaults.file().file())
          : Optional.empty();
    } catch (Exception _) {
      return Optional.empty();
    }
  }
}
