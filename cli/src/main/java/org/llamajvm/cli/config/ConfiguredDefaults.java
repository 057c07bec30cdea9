package org.llamajvm.cli.config;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.llamajvm.format.ModelException;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Gives options that the command line leaves out the values of the configuration file. */
public final class ConfiguredDefaults implements IDefaultValueProvider {

  private static final Set<String> NEVER = Set.of("help", "version");

  private final CommandDefaults defaults;

  private ConfiguredDefaults(CommandDefaults defaults) {
    this.defaults = defaults;
  }

  /**
   * Sets the defaults of a command.
   *
   * @throws ModelException if the file settles what the command does not have
   * @throws IOException if the file is wrong in another way
   */
  public static void apply(ConfigFile file, CommandSpec command) throws IOException {
    CommandDefaults defaults = file.defaults(command.name());
    defaults.check(
        command.options().stream()
            .flatMap(option -> names(option).stream())
            .filter(name -> !NEVER.contains(name))
            .collect(Collectors.toSet()));
    command.defaultValueProvider(new ConfiguredDefaults(defaults));
  }

  private static List<String> names(OptionSpec option) {
    return Arrays.stream(option.names())
        .sorted(Comparator.comparingInt(String::length).reversed())
        .map(name -> name.replaceFirst("^-+", ""))
        .toList();
  }

  @Override
  public String defaultValue(ArgSpec argument) throws Exception {
    if (!(argument instanceof OptionSpec option) || NEVER.contains(names(option).getFirst())) {
      return null;
    }
    return defaults.value(names(option)).orElse(null);
  }
}
