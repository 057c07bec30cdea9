package org.llamajvm.models.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.llamajvm.format.JsonTree;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.models.constraint.ConstraintException;
import org.llamajvm.models.constraint.SchemaOptions;
import org.llamajvm.models.constraint.schema.JsonNumber;

/**
 * JSON-Schema-Test-Suite: schemas with instances, in a file for each keyword. For one run.
 *
 * @see <a href="https://github.com/json-schema-org/JSON-Schema-Test-Suite">the suite</a>
 */
public final class SchemaSuite {

  private static final SchemaOptions OPTIONS = SchemaOptions.defaults().withAnyOrder(true);

  private final Map<String, Score> scores = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();

  /** How the tests of one keyword end. */
  private static final class Score {

    private int passed;
    private int refused;
    private int validRefused;
    private int invalidAccepted;

    private int tests() {
      return passed + refused + validRefused + invalidAccepted;
    }

    private void add(Score other) {
      passed += other.passed;
      refused += other.refused;
      validRefused += other.validRefused;
      invalidAccepted += other.invalidAccepted;
    }

    private String row(String name) {
      return "| %s | %d | %d | %d | %d | %d |"
          .formatted(name, tests(), passed, refused, validRefused, invalidAccepted);
    }
  }

  /**
   * Runs all tests of a draft.
   *
   * @param draft a directory of the suite, such as {@code tests/draft2020-12}
   * @return a table in Markdown, then a line for each wrong answer
   * @throws IOException if a file cannot be read, or is none of the suite
   */
  public List<String> run(Path draft) throws IOException {
    try (Stream<Path> files = Files.walk(draft)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
        String name = draft.relativize(file).toString().replace('\\', '/').replace(".json", "");
        run(scores.computeIfAbsent(name, _ -> new Score()), name, file);
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add("| keyword | tests | pass | schema refused | valid refused | invalid accepted |");
    lines.add("|---|---|---|---|---|---|");
    Score all = new Score();
    scores.forEach((name, score) -> {
      all.add(score);
      lines.add(score.row(name));
    });
    lines.add(all.row("all"));
    lines.add("");
    lines.addAll(faults);
    return lines;
  }

  private void run(Score score, String name, Path file) throws IOException {
    if (!(JsonTree.read(Files.readAllBytes(file), JsonNumber::new) instanceof List<?> groups)) {
      throw new IOException(file + " is no list of tests");
    }
    for (Object entry : groups) {
      if (!(entry instanceof Map<?, ?> group) || !(group.get("tests") instanceof List<?> tests)) {
        throw new IOException(file + " has a schema without tests");
      }
      run(score, "%s, %s".formatted(name, group.get("description")), group.get("schema"), tests);
    }
  }

  private void run(Score score, String place, Object schema, List<?> tests) {
    Constraint constraint;
    try {
      constraint = Constraint.jsonSchema(JsonWriter.write(schema), OPTIONS);
    } catch (ConstraintException e) {
      score.refused += tests.size();
      faults.add("* refused: %s: %s".formatted(place, e.getMessage()));
      return;
    }
    for (Object entry : tests) {
      if (entry instanceof Map<?, ?> test) {
        run(score, "%s, %s".formatted(place, test.get("description")), constraint, test);
      }
    }
  }

  private void run(Score score, String place, Constraint constraint, Map<?, ?> test) {
    boolean valid = Boolean.TRUE.equals(test.get("valid"));
    String text = JsonWriter.write(test.get("data"));
    if (constraint.matches(text) == valid) {
      score.passed++;
    } else if (valid) {
      score.validRefused++;
      faults.add("* valid refused: %s: `%s`".formatted(place, text));
    } else {
      score.invalidAccepted++;
      faults.add("* invalid accepted: %s: `%s`".formatted(place, text));
    }
  }
}
