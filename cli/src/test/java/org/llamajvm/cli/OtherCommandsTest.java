package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.cli.Cli.Result;

/** tokenize, perplexity, inspect and the help, on the tiny model. */
class OtherCommandsTest {

  private static final JsonMapper MAPPER = new JsonMapper();

  private final String model = Cli.TINY.toString();
  private final JsonNode expected;

  @TempDir private Path directory;

  OtherCommandsTest() throws IOException {
    expected = MAPPER.readTree(Cli.resource("tiny_expected.json").toFile());
  }

  private String expectedIds() {
    return StreamSupport.stream(expected.get("prompt_tokens").spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.joining(" "));
  }

  @Test
  void tokenizePrintsIdsOnOneLine() {
    Result result = Cli.run("tokenize", "-m", model, "--ids", "The sea is");
    assertThat(result.out().strip()).isEqualTo(expectedIds());
    assertThat(Cli.run("tokenize", "-m", model, "--ids", "--no-bos", "The sea is").out().strip())
        .isEqualTo(expectedIds().substring(2));
    assertThat(Cli.runWithInput("The sea is", "tokenize", "-m", model, "--ids", "-").out().strip())
        .isEqualTo(expectedIds());
  }

  @Test
  void tokenizePrintsATokenALine() {
    Result result = Cli.run("tokenize", "-m", model, "is");
    assertThat(result.out().lines()).containsExactly("1\t\"<s>\"", "274\t\"▁is\"");
  }

  @Test
  void tokenizeNeedsNothingButTheTokenizer() throws IOException {
    Files.copy(Cli.TINY.resolve("tokenizer.model"), directory.resolve("tokenizer.model"));
    Result result = Cli.run("tokenize", "--model", directory.toString(), "--ids", "The sea is");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out().strip()).isEqualTo(expectedIds());
  }

  @Test
  void perplexityIsThatOfTransformers() throws IOException {
    String text = Cli.resource("text.txt").toString();
    Result result = Cli.run("perplexity", "-m", model, "--file", text, "--context", "40", "--json");
    JsonNode json = MAPPER.readTree(result.out());
    assertThat(json.get("tokens").intValue()).isEqualTo(expected.get("predicted").intValue());
    double perplexity = expected.get("perplexity").doubleValue();
    assertThat(json.get("perplexity").doubleValue())
        .isCloseTo(perplexity, within(perplexity * 1e-5));
    double error = expected.get("perplexity_error").doubleValue();
    assertThat(json.get("standard_error").doubleValue()).isCloseTo(error, within(error * 1e-4));
    assertThat(Cli.run("perplexity", "-m", model, "-f", text, "-c", "40").out())
        .matches("Perplexity: 5320\\.9\\d{3} ± 808\\.3\\d{3}\\R");
  }

  @Test
  void inspectShowsATable() {
    assertThat(Cli.run("inspect", model, "--context", "64").out())
        .contains("Architecture LlamaForCausalLM")
        .contains("Parameters   25.76 thousand")
        .contains("4 heads of 8, 2 key/value heads")
        .contains("tied to the output")
        .contains("320 tokens for 320 logits")
        .contains("model-00002-of-00002.safetensors")
        .contains("KV cache 80.00 KiB")
        .contains("free: enough");
  }

  @Test
  void inspectPrintsJsonAndListsTensors() throws IOException {
    JsonNode json = MAPPER.readTree(Cli.run("inspect", "-m", model, "--json", "--tensors").out());
    assertThat(json.get("parameters")).isEqualTo(expected.get("parameters"));
    assertThat(json.at("/memory/context").intValue()).isEqualTo(64);
    assertThat(json.at("/memory/kv_cache_bytes").intValue()).isEqualTo(2 * 2 * (8 + 32) * 128 * 4);
    assertThat(json.at("/dtypes/F16").intValue()).isEqualTo(json.get("tensors").size());
    assertThat(Cli.run("inspect", model, "--tensors").out())
        .containsPattern("F16 +\\(320, 32\\) +20480 +model\\.embed_tokens\\.weight");
  }

  @Test
  void helpShowsExamples() {
    for (String command : new String[] {"generate", "tokenize", "perplexity", "inspect"}) {
      Result result = Cli.run(command, "--help");
      assertThat(result.exitCode()).isZero();
      assertThat(result.out()).contains("Usage: llama " + command, "Examples:", "--model");
    }
    assertThat(Cli.run("--help").out()).contains("generate", "Exit codes:", "130");
  }

  @Test
  void saysItsVersion() {
    assertThat(Cli.run("--version").out()).startsWith("llama-jvm 0.");
  }
}
