package org.llamajvm.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.llamajvm.models.bench.BenchmarkModel;
import org.llamajvm.models.bench.BenchmarkResult;
import org.llamajvm.models.bench.ConstraintCost;

/** A table of measurements, printed row by row as they come. */
public final class BenchReport {

  private static final double GIGA = 1e9;

  private static final String HEADING =
      """
      | model | size | params | backend | threads | kv | test | t/s | GB/s | of bandwidth | GMAC/s \
      | of FMA peak |
      | --- | ---: | ---: | --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |\
      """;

  private final BenchmarkModel model;
  private final Form form;
  private final boolean constrained;
  private final PrintStream out;
  private int rows;

  /** How the table is written. */
  public enum Form {
    /** A table in Markdown. */
    MD,
    /** RFC 4180, with a heading. */
    CSV,
    /** One array of objects. */
    JSON,
    /** An object a line. */
    JSONL;

    /** The form of that name. */
    public static Optional<Form> named(String name) {
      return Arrays.stream(values()).filter(form -> form.name().equalsIgnoreCase(name)).findFirst();
    }
  }

  /**
   * Gets what to print about, and where.
   *
   * @param constrained whether to print what a constraint costs
   */
  public BenchReport(BenchmarkModel model, Form form, boolean constrained, PrintStream out) {
    this.model = model;
    this.form = form;
    this.constrained = constrained;
    this.out = out;
  }

  /** Prints what stands before the rows. */
  public void begin() {
    switch (form) {
      case MD -> out.println(heading());
      case JSON -> out.print("[");
      case CSV, JSONL -> {}
    }
  }

  /** Prints a row. */
  public void add(BenchmarkResult result) {
    switch (form) {
      case MD -> out.println(row(result));
      case CSV -> printCsv(fields(result));
      case JSON -> out.print((rows == 0 ? "\n  " : ",\n  ") + fields(result));
      case JSONL -> out.println(fields(result));
    }
    out.flush();
    rows++;
  }

  /** Prints what stands after the rows. */
  public void end() {
    if (form == Form.JSON) {
      out.println("\n]");
    }
  }

  private String heading() {
    return constrained
        ? HEADING.replaceFirst("\n", " held t/s | cost | own time | masked |\n")
            + " ---: | ---: | ---: | ---: |"
        : HEADING;
  }

  private String row(BenchmarkResult result) {
    return speeds(result) + (constrained ? cost(result.constraint()) : "");
  }

  private static String cost(Optional<ConstraintCost> constraint) {
    return constraint
        .map(cost ->
            String.format(
                Locale.ROOT,
                " %.2f | %.1f %% | %.2f %% | %.0f %% |",
                cost.tokensPerSecond(),
                100 * cost.share(),
                100 * cost.ownShare(),
                100 * cost.maskedShare()))
        .orElse("  |  |  |  |");
  }

  private String speeds(BenchmarkResult result) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %d | %s | %s | %.2f ± %.2f | %.2f | %.2f | %.2f | %.2f |",
        model.name().replace("|", "\\|"),
        Sizes.text(model.byteSize()),
        Sizes.count(model.parameters()),
        result.backend(),
        result.threads(),
        kv(result),
        result.test().name(),
        result.tokensPerSecond(),
        result.deviation(),
        result.bytesPerSecond() / GIGA,
        result.bandwidthShare(),
        result.multiplyAddsPerSecond() / GIGA,
        result.peakShare());
  }

  private static String kv(BenchmarkResult result) {
    return result.kvType().name().toLowerCase(Locale.ROOT);
  }

  private ObjectNode fields(BenchmarkResult result) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("model", model.name());
    node.put("size_bytes", model.byteSize());
    node.put("parameters", model.parameters());
    node.put("backend", result.backend());
    node.put("threads", result.threads());
    node.put("kv_type", kv(result));
    node.put("test", result.test().name());
    node.put("tokens", result.test().tokens());
    node.put("depth", result.test().depth());
    node.put("parallel", result.test().parallel());
    node.put("repetitions", result.seconds().size());
    node.put("tokens_per_second", result.tokensPerSecond());
    node.put("tokens_per_second_deviation", result.deviation());
    node.put("gigabytes_per_second", result.bytesPerSecond() / GIGA);
    node.put("bandwidth_share", result.bandwidthShare());
    node.put("gigamacs_per_second", result.multiplyAddsPerSecond() / GIGA);
    node.put("fma_peak_share", result.peakShare());
    node.put("machine_gigabytes_per_second", result.machine().bytesPerSecond() / GIGA);
    node.put("machine_gigamacs_per_second", result.machine().multiplyAddsPerSecond() / GIGA);
    node.put("allocated_bytes_per_token", result.bytesPerToken());
    if (constrained) {
      Optional<ConstraintCost> cost = result.constraint();
      put(node, "constrained_tokens_per_second", cost.map(ConstraintCost::tokensPerSecond));
      put(node, "constraint_cost", cost.map(ConstraintCost::share));
      put(node, "constraint_own_share", cost.map(ConstraintCost::ownShare));
      put(node, "constraint_masked_share", cost.map(ConstraintCost::maskedShare));
      put(node, "constrained_allocated_bytes_per_token", cost.map(ConstraintCost::bytesPerToken));
    }
    return node;
  }

  private static void put(ObjectNode node, String key, Optional<Double> value) {
    node.put(key, value.orElse(null));
  }

  private void printCsv(ObjectNode fields) {
    if (rows == 0) {
      out.println(
          fields.properties().stream().map(Map.Entry::getKey).collect(Collectors.joining(",")));
    }
    out.println(
        fields.properties().stream()
            .map(entry -> cell(entry.getValue()))
            .collect(Collectors.joining(",")));
  }

  private static String cell(JsonNode value) {
    if (value.isNull()) {
      return "";
    }
    return value.isTextual() ? '"' + value.textValue().replace("\"", "\"\"") + '"' : value.asText();
  }
}
