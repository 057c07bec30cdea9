package org.llamajvm.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which model: the one that is named, else the one that comes with the program. */
public final class ModelDirectory {

  /** How the name of the default one ends. */
  private static final String DEFAULT_SUFFIX = "-4bit";

  private final ModelNames names;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      completionCandidates = ModelCandidates.class,
      description =
          "Name of the model as llama list shows it, a directory, or a GGUF file. Default: the"
              + " model that comes with the program.")
  private String model;

  /** Gets what knows the names of models; picocli does the rest. */
  public ModelDirectory(ModelNames names) {
    this.names = names;
  }

  /** Whether a model is named. */
  public boolean isGiven() {
    return model != null;
  }

  /**
   * The directory or file.
   *
   * @throws ParameterException if none is named and none comes with the program
   * @throws IOException if there is none of that name, or a directory cannot be read
   */
  public Path path() throws IOException {
    return chosen().path();
  }

  /**
   * The model and what lies beside it.
   *
   * @throws ParameterException as {@link #path()}
   * @throws IOException as {@link #path()}
   */
  public ModelNames.Chosen chosen() throws IOException {
    return model != null ? names.find(model) : ModelNames.Chosen.at(required());
  }

  /**
   * The directory or file, which may also be named without an option.
   *
   * @param argument null if it is not
   * @throws ParameterException as {@link #path()}, or if it is named twice
   * @throws IOException as {@link #path()}
   */
  public Path path(String argument) throws IOException {
    return chosen(argument).path();
  }

  /**
   * The model and what lies beside it, which may also be named without an option.
   *
   * @param argument null if it is not
   * @throws ParameterException as {@link #path(String)}
   * @throws IOException as {@link #path()}
   */
  public ModelNames.Chosen chosen(String argument) throws IOException {
    if (argument == null) {
      return chosen();
    }
    if (model != null && command.commandLine().getParseResult().hasMatchedOption("--model")) {
      throw new ParameterException(
          command.commandLine(),
          "Which model, %s or %s? Name one of them".formatted(argument, model));
    }
    return names.find(argument);
  }

  /**
   * The model that comes with the program, if there is one.
   *
   * @throws IOException if its directory cannot be read
   */
  public static Optional<Path> inTheBox() throws IOException {
    Path models = ModelNames.bundled();
    if (!Files.isDirectory(models)) {
      return Optional.empty();
    }
    try (Stream<Path> entries = Files.list(models)) {
      return entries
          .filter(entry -> entry.getFileName().toString().endsWith(DEFAULT_SUFFIX))
          .filter(entry -> Files.exists(entry.resolve("config.json")))
          .min(Comparator.naturalOrder());
    }
  }

  private Path required() throws IOException {
    return inTheBox()
        .orElseThrow(() ->
            new ParameterException(
                command.commandLine(),
                "Which model? None comes with this program: name one by --model MODEL"));
  }
}
