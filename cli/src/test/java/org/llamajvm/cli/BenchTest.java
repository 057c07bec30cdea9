package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.cli.Cli.Result;
import org.w3c.dom.Document;

/** bench, on the tiny model, and the kinds of KV cache. */
class BenchTest {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String MODEL = Cli.TINY.toString();

  @TempDir private Path directory;

  /** The module that the tests are in has no use for XML itself. */
  @BeforeAll
  static void readXml() {
    BenchTest.class.getModule().addReads(ModuleLayer.boot().findModule("java.xml").orElseThrow());
  }

  private static Result bench(String... more) {
    String[] start = {"bench", "-m", MODEL, "-p", "8,20", "-n", "4", "-r", "1", "-t", "2"};
    return Cli.run(Stream.of(start, more).flatMap(Arrays::stream).toArray(String[]::new));
  }

  @Test
  void measuresEveryCombination() throws Exception {
    Path plot = directory.resolve("roofline.svg");
    long begin = System.nanoTime();
    Result result = bench("-d", "0,3", "-o", "json", "--plot", plot.toString());
    assertThat(result.exitCode()).as(result.err()).isZero();
    JsonNode rows = MAPPER.readTree(result.out());
    double elapsed = (System.nanoTime() - begin) / 1e9;
    assertThat(rows.findValuesAsText("test"))
        .containsExactly("pp8", "pp20", "tg4", "pp8 @ d3", "pp20 @ d3", "tg4 @ d3");
    double measured = 0;
    for (JsonNode row : rows) {
      assertThat(row.get("parameters").intValue()).isEqualTo(25760);
      measured += row.get("tokens").intValue() / row.get("tokens_per_second").doubleValue();
      assertThat(row.get("machine_gigabytes_per_second").doubleValue())
          .isEqualTo(KnownMachine.SPEED.bytesPerSecond() / 1e9);
      assertThat(row.get("machine_gigamacs_per_second").doubleValue())
          .isEqualTo(KnownMachine.SPEED.multiplyAddsPerSecond() / 1e9);
    }
    assertThat(measured).isPositive().isLessThan(elapsed);
    Document svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(plot.toFile());
    assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(2 * rows.size());
  }

  @Test
  void countsTheWorkOfOneToken() throws Exception {
    Result result = bench("-p", "0", "-n", "1", "-o", "jsonl");
    JsonNode row = MAPPER.readTree(result.out().lines().toList().getLast());
    double macs = 2 * (32 * 32 * 2 + 32 * 16 * 2 + 3 * 32 * 48) + 320 * 32 + 2 * 2 * 32;
    double bytes = 2 * (macs - 2 * 2 * 32) + 2 * 2 * 16 * 4;
    double ratio =
        row.get("gigamacs_per_second").doubleValue()
            / row.get("gigabytes_per_second").doubleValue();
    assertThat(ratio / (macs / bytes)).isBetween(0.999, 1.001);
  }

  @Test
  void showsWhatAConstraintCosts() throws Exception {
    Result result = bench("--regex", "[0-9]*", "-o", "json");
    assertThat(result.exitCode()).as(result.err()).isZero();
    JsonNode rows = MAPPER.readTree(result.out());
    assertThat(rows.get(0).get("constraint_cost").isNull()).isTrue();
    JsonNode row = rows.get(rows.size() - 1);
    double held = row.get("constrained_tokens_per_second").doubleValue();
    assertThat(row.get("constraint_cost").doubleValue())
        .isCloseTo(1 - held / row.get("tokens_per_second").doubleValue(), within(1e-9));
    assertThat(row.get("constraint_own_share").doubleValue()).isGreaterThan(0).isLessThan(1);
    assertThat(row.get("constraint_masked_share").doubleValue()).isBetween(0.25, 1.0);
    assertThat(row.get("constrained_allocated_bytes_per_token").doubleValue()).isNotNegative();
    assertThat(MAPPER.readTree(bench("-o", "json").out()).get(0).has("constraint_cost")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"md, 5, 17", "csv, 4, 25"})
  void printsWhatAConstraintCosts(String form, int lines, int marks) {
    List<String> out = bench("-o", form, "--choices", "a").out().lines().toList();
    assertThat(out).hasSize(lines);
    String mark = form.equals("md") ? "\\|" : ",";
    assertThat(out)
        .allSatisfy(line ->
            assertThat(line.replaceAll("\"[^\"]*\"", "").split(mark, -1))
                .hasSize(form.equals("md") ? marks + 1 : marks));
  }

  @ParameterizedTest
  @CsvSource({"--shape=tinyllama-1.1b, --model", "-n=0, -n must be more than 0"})
  void refusesAConstraintWithoutTextToHold(String option, String message) {
    Result result = Cli.run("bench", "-p", "8", option, "--regex", "a*");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains(message);
  }

  @ParameterizedTest
  @CsvSource({"md, 5", "csv, 4", "jsonl, 3"})
  void printsInEveryForm(String form, int lines) throws Exception {
    List<String> out = bench("-o", form, "--kv-type", "q8").out().lines().toList();
    assertThat(out).hasSize(lines);
    switch (form) {
      case "md" ->
          assertThat(out)
              .allSatisfy(line -> assertThat(line.chars().filter(c -> c == '|')).hasSize(13));
      case "csv" ->
          assertThat(out)
              .allSatisfy(
                  line -> assertThat(line.replaceAll("\"[^\"]*\"", "").split(",", -1)).hasSize(20));
      default -> assertThat(MAPPER.readTree(out.getLast()).get("kv_type").asText()).isEqualTo("q8");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-p, -1",
    "-r, 0",
    "-t, 0",
    "-d, -3",
    "-o, xml",
    "--kv-type, f64",
    "--shape, llama-9",
    "--activations, int3"
  })
  void refusesWhatMakesNoSense(String option, String value) {
    Result result = Cli.run("bench", "-n", "1", option, value);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).startsWith("llama: ");
  }

  @Test
  void keysAndValuesTakeLessMemoryInSixteenBits() throws Exception {
    for (String kind : List.of("f32", "f16")) {
      JsonNode json =
          MAPPER.readTree(
              Cli.run("inspect", MODEL, "--json", "-c", "128", "--kv-type", kind).out());
      int bytes = kind.equals("f32") ? 4 : 2;
      int layersAndHeads = 2 * 2;
      int keysAndFilledUpValues = 8 + 32;
      assertThat(json.at("/memory/kv_cache_bytes").intValue())
          .isEqualTo(layersAndHeads * keysAndFilledUpValues * 128 * bytes);
    }
  }

  @Test
  void perplexityHardlyChangesWithTheCache() throws Exception {
    String text = Cli.resource("text.txt").toString();
    double[] values = new double[2];
    for (int i = 0; i < 2; i++) {
      String kind = i == 0 ? "f32" : "q8";
      String[] line = {"perplexity", "-m", MODEL, "-f", text, "--json", "--kv-type", kind};
      values[i] = MAPPER.readTree(Cli.run(line).out()).get("perplexity").doubleValue();
    }
    assertThat(values[1] / values[0]).isBetween(0.99, 1.01).isNotEqualTo(1);
  }

  @Test
  void saysWhatAnErrorInThePlotsPathIs() {
    Path plot = directory.resolve("missing").resolve("plot.svg");
    assertThat(bench("-n", "0", "--plot", plot.toString()).exitCode()).isEqualTo(1);
    assertThat(Files.exists(plot)).isFalse();
  }
}
