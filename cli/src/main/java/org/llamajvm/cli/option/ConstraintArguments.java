package org.llamajvm.cli.option;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.llamajvm.format.ForeignText;
import org.llamajvm.format.JsonTree;
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
            "Make JSON that fits this schema: a file, or the schema itself. {} or true is any JSON.")
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
      String schema = isJson(kind.schema.strip()) ? kind.schema : read(schemaFile());
      return Constraint.jsonSchema(schema, SchemaOptions.defaults().withStrict(false));
    }
    if (kind.choices != null) {
      if (kind.choices.stream().allMatch(String::isEmpty)) {
        throw wrong("--choices needs a text to choose", null);
      }
      if (kind.choices.contains("")) {
        throw wrong("--choices: a text between two commas is empty; take a comma away", null);
      }
      return Constraint.choice(kind.choices);
    }
    return kind.regex != null
        ? Constraint.regex(kind.regex)
        : Constraint.grammar(read(kind.grammar));
  }

  /** Whether a text is JSON, or was surely meant to be. */
  private static boolean isJson(String text) {
    if (!text.isEmpty() && "{[\"".indexOf(text.charAt(0)) >= 0) {
      return true;
    }
    try {
      JsonTree.read(text, number -> number);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private Path schemaFile() {
    try {
      Path file = Path.of(kind.schema);
      if (!kind.schema.isBlank() && Files.exists(file)) {
        return file;
      }
    } catch (InvalidPathException _) {
      // no file has such a name
    }
    throw wrong(
        "--json-schema: '%s' is no file, and it is no JSON"
            .formatted(ForeignText.part(kind.schema)),
        null);
  }

  private String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw wrong("%s: there is no file %s".formatted(kind.option(), file), e);
    } catch (CharacterCodingException e) {
      throw wrong("%s: %s is not UTF-8 text".formatted(kind.option(), file), e);
    } catch (IOException e) {
      throw wrong("%s: %s cannot be read: %s".formatted(kind.option(), file, e.getMessage()), e);
    }
  }
}
