package org.llamajvm.models.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.JsonTree;
import org.llamajvm.models.architecture.Architectures;
import org.llamajvm.models.constraint.ConstrainedText;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.models.constraint.ConstraintException;
import org.llamajvm.models.constraint.ConstraintVocabulary;
import org.llamajvm.models.constraint.SchemaOptions;
import org.llamajvm.models.constraint.schema.JsonNumber;
import org.llamajvm.models.source.ModelSource;
import org.llamajvm.tokenizer.Tokenizer;

/**
 * MaskBench: schemas with instances that are fed token by token, each after the mask over the
 * vocabulary was made. For one run.
 */
public final class MaskBenchmark {

  private static final SchemaOptions OPTIONS = SchemaOptions.defaults().withAnyOrder(true);

  private final Tokenizer tokenizer;
  private final int vocabularySize;
  private final ConstraintVocabulary vocabulary;
  private final Consumer<String> notes;
  private final Durations masks = new Durations();
  private final Durations compilations = new Durations();
  private int schemas;
  private int refusedSchemas;
  private int validRefused;
  private int invalidAccepted;

  /**
   * Prepares.
   *
   * @param vocabularySize ids that the model knows are below this
   * @param notes gets a line for each schema that is refused and each wrong answer
   */
  public MaskBenchmark(Tokenizer tokenizer, int vocabularySize, Consumer<String> notes) {
    this.tokenizer = tokenizer;
    this.vocabularySize = vocabularySize;
    this.notes = notes;
    vocabulary = new ConstraintVocabulary(tokenizer, vocabularySize);
  }

  /**
   * Prepares for the tokens of a model.
   *
   * @param model its path; a tokenizer without a model will do, all tokens count then
   * @param notes gets a line for each schema that is refused and each wrong answer
   * @throws IOException if there is no tokenizer, or a file is damaged or cannot be read
   */
  public static MaskBenchmark of(Path model, Consumer<String> notes) throws IOException {
    Tokenizer tokenizer = ModelSource.tokenizerOf(model);
    Optional<JsonObject> config = ModelSource.configOf(model);
    int size =
        config.isPresent()
            ? Architectures.STANDARD.config(config.get()).vocabularySize()
            : tokenizer.vocabularySize();
    return new MaskBenchmark(tokenizer, size, notes);
  }

  /**
   * Runs all schemas of a file.
   *
   * @param file one JSON object a line with {@code name}, {@code schema} and {@code tests}, each
   *     with {@code valid} and {@code data}; may be compressed by gzip
   * @return the result in one line
   * @throws IOException if the file cannot be read, or a line is something else
   */
  public String run(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream bytes = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          run(line);
        }
      }
    }
    return "schemas %d, refused schemas %d, valid refused %d, invalid accepted %d, mask %s, compile %s"
        .formatted(schemas, refusedSchemas, validRefused, invalidAccepted, masks, compilations);
  }

  private void run(String line) throws IOException {
    if (!(JsonTree.read(line, JsonNumber::new) instanceof Map<?, ?> entry)
        || !(entry.get("tests") instanceof List<?> tests)) {
      throw new IOException("line %d has no schema with tests".formatted(schemas + 1));
    }
    schemas++;
    String name = String.valueOf(entry.get("name"));
    Constraint constraint;
    long start = System.nanoTime();
    try {
      constraint = Constraint.jsonSchema(JsonWriter.write(entry.get("schema")), OPTIONS);
    } catch (ConstraintException e) {
      refusedSchemas++;
      notes.accept("refused " + name + ": " + e.getMessage());
      return;
    } finally {
      compilations.add(System.nanoTime() - start);
    }
    for (Object test : tests) {
      if (test instanceof Map<?, ?> map) {
        run(name, constraint, map);
      }
    }
  }

  private void run(String name, Constraint constraint, Map<?, ?> test) {
    String text = JsonWriter.write(test.get("data"));
    boolean valid = Boolean.TRUE.equals(test.get("valid"));
    int accepted = accept(constraint, text);
    if (valid && accepted >= 0) {
      validRefused++;
      notes.accept(
          "valid refused %s: %s <HERE> %s"
              .formatted(name, text.substring(0, accepted), text.substring(accepted)));
    } else if (!valid && accepted < 0) {
      invalidAccepted++;
      notes.accept("invalid accepted %s: %s".formatted(name, text));
    }
  }

  /** Feeds a text; returns -1 if it fits, else about where it does not. */
  private int accept(Constraint constraint, String text) {
    int read = 0;
    try (ConstrainedText fed = new ConstrainedText(constraint, vocabulary, new int[0])) {
      for (int token : encode(text)) {
        long start = System.nanoTime();
        boolean masked = fed.masksIn(token);
        boolean fits = fed.allows(token);
        if (fits) {
          fed.accept(token);
        }
        masks.add(System.nanoTime() - start);
        if (masked != fits) {
          throw new IllegalStateException(
              "the mask says %s of token %d, the automaton %s".formatted(masked, token, fits));
        }
        if (!fits) {
          return Math.min(read, text.length());
        }
        read += new String(tokenizer.bytesOf(token), StandardCharsets.UTF_8).length();
      }
      return fed.isWhole() ? -1 : text.length();
    } catch (ConstraintException e) {
      notes.accept("failed: " + e.getMessage());
      return Math.min(read, text.length());
    }
  }

  /**
   * The tokens of a text; the longest ones if the tokenizer puts a space before it, or takes tokens
   * that the model has not.
   */
  private int[] encode(String text) {
    int[] tokens = tokenizer.encode(text);
    int first = tokens.length == 0 ? 0 : tokenizer.bytesOf(tokens[0])[0];
    return first == text.charAt(0)
            && Arrays.stream(tokens).allMatch(token -> token < vocabularySize)
        ? tokens
        : vocabulary.cut(text.getBytes(StandardCharsets.UTF_8));
  }
}
