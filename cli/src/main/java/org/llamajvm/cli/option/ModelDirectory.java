package org.llamajvm.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.llamajvm.loader.weights.HubCache;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which model: the one that is named, else the one that comes with the program. */
public final class ModelDirectory {

  /** Where models that come with the program lie, below its home. */
  private static final String IN_THE_BOX = "models";

  /** How the default one's name ends. */
  private static final String DEFAULT_SUFFIX = "-4bit";

  /** The directory of the launcher. */
  private static final String HOME = "llama.home";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description =
          "Directory of the model, or a GGUF file. Default: the model that comes with the program.")
  private Path model;

  /** Picocli fills it. */
  public ModelDirectory() {}

  /** Whether a model is named. */
  public boolean isGiven() {
    return model != null;
  }

  /**
   * The directory or file.
   *
   * @throws ParameterException if none is named and none comes with the program
   * @throws IOException if the program's home cannot be read
   */
  public Path path() throws IOException {
    return model != null ? HubCache.resolve(model) : inTheBox();
  }

  /**
   * The directory or file, which may also be named without an option.
   *
   * @param argument null if it is not
   * @throws ParameterException as {@link #path()}, or if it is named twice
   * @throws IOException as {@link #path()}
   */
  public Path path(Path argument) throws IOException {
    if (argument == null) {
      return path();
    }
    if (model != null) {
      throw new ParameterException(
          command.commandLine(),
          "Which model, %s or %s? Name one of them".formatted(argument, model));
    }
    return HubCache.resolve(argument);
  }

  private Path inTheBox() throws IOException {
    Path models = Path.of(System.getProperty(HOME, ".")).resolve(IN_THE_BOX);
    if (Files.isDirectory(models)) {
      try (Stream<Path> entries = Files.list(models)) {
        Optional<Path> found =
            entries
                .filter(entry -> entry.getFileName().toString().endsWith(DEFAULT_SUFFIX))
                .filter(entry -> Files.exists(entry.resolve("config.json")))
                .min(Comparator.naturalOrder());
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    throw new ParameterException(
        command.commandLine(),
        "Which model? None comes with this program: name one by --model MODEL");
  }
}
