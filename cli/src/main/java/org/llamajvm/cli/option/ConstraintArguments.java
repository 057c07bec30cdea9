package org.llamajvm.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.models.constraint.ConstraintException;
import org.llamajvm.models.constraint.SchemaOptions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the text may be. */
public final class ConstraintArguments {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @ArgGroup private Kind kind = new Kind();

  /** One of several kinds. */
  static final class Kind {

    @Option(
        names = "--json-schema",
        paramLabel = "FILE|TEXT",
        description =
            "Make JSON that fits this schema: a file, or the schema itself, which begins with {."
                + " {} is any JSON.")
    private String schema;

    @Option(
        names = "--choices",
        paramLabel = "TEXT",
        split = ",",
        description = "Make one of these texts.")
    private List<String> choices;

    @Option(
        names = "--regex",
        paramLabel = "EXPRESSION",
        description = "Make a text that this regular expression matches as a whole.")
    private String regex;

    @Option(
        names = "--grammar",
        paramLabel = "FILE",
        description = "Make a text of a grammar in GBNF, the notation of llama.cpp.")
    private Path grammar;

    private boolean isGiven() {
      return schema != null || choices != null || regex != null || grammar != null;
    }

    private String option() {
      if (schema != null) {
        return "--json-schema";
      }
      if (choices != null) {
        return "--choices";
      }
      return regex != null ? "--regex" : "--grammar";
    }
  }

  /** What a constraint does not enforce is told here. */
  public interface Warnings {

    /** Something of the schema is not enforced. */
    void warn(String text);
  }

  /**
   * The constraint, if one is given.
   *
   * @throws ParameterException if it is malformed, or its file cannot be read
   */
  public Optional<Constraint> constraint(Warnings warnings) {
    if (!kind.isGiven()) {
      return Optional.empty();
    }
    try {
      Constraint constraint = make();
      constraint.unenforced().forEach(warnings::warn);
      return Optional.of(constraint);
    } catch (ConstraintException e) {
      throw wrong(kind.option() + ": " + e.getMessage(), e);
    }
  }

  private ParameterException wrong(String message, Exception cause) {
    return new ParameterException(command.commandLine(), message, cause);
  }

  private Constraint make() {
    if (kind.schema != null) {
      String text = kind.schema.strip();
      String schema = text.startsWith("{") ? text : read(Path.of(kind.schema));
      return Constraint.jsonSchema(schema, SchemaOptions.defaults().withStrict(false));
    }
    if (kind.choices != null) {
      if (kind.choices.stream().allMatch(String::isEmpty)) {
        throw wrong("--choices needs a text to choose", null);
      }
      return Constraint.choice(kind.choices);
    }
    return kind.regex != null
        ? Constraint.regex(kind.regex)
        : Constraint.grammar(read(kind.grammar));
  }

  private String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      String hint = kind.schema == null ? "" : "; a schema that is given as text begins with {";
      throw wrong("%s: there is no file %s%s".formatted(kind.option(), file, hint), e);
    } catch (IOException e) {
      throw wrong("%s: %s cannot be read: %s".formatted(kind.option(), file, e.getMessage()), e);
    }
  }
}
