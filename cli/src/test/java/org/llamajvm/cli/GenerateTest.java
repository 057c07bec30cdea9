package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.cli.Cli.Result;

/** The command against what transformers says of the tiny model, see {@code tiny_model.py}. */
class GenerateTest {

  private static final JsonMapper MAPPER = new JsonMapper();

  private final String model = Cli.TINY.toString();
  private final JsonNode expected;

  @TempDir private Path directory;

  GenerateTest() throws IOException {
    expected = MAPPER.readTree(Cli.resource("tiny_expected.json").toFile());
  }

  private Result generate(String... more) {
    String[] args = new String[more.length + 5];
    System.arraycopy(
        new String[] {"generate", "-m", model, "-p", expected.get("prompt").textValue()},
        0,
        args,
        0,
        5);
    System.arraycopy(more, 0, args, 5, more.length);
    return Cli.run(args);
  }

  @Test
  void writesWhatTransformersWrites() {
    for (String kernels : new String[] {"scalar", "vector"}) {
      Result result = generate("-n", "24", "--kernels", kernels);
      assertThat(result.exitCode()).isZero();
      assertThat(result.out()).isEqualTo(expected.get("text").textValue());
    }
  }

  @Test
  void roundsKeysAndValuesToOtherTypes() throws IOException {
    double exact = expected.get("top_logprobs").get(0).doubleValue();
    Map<String, Double> errors = new HashMap<>();
    for (String type : new String[] {"f32", "f16", "q8"}) {
      JsonNode json =
          MAPPER.readTree(
              generate("-n", "8", "--kv-type", type, "--json", "--logprobs", "0").out());
      assertThat(json.get("text").textValue())
          .isEqualTo(expected.get("text").textValue().substring(0, 9));
      errors.put(type, Math.abs(json.at("/logprobs/0/logprob").doubleValue() - exact));
    }
    assertThat(errors.get("f32")).isLessThan(1e-5);
    assertThat(errors.get("f16")).isBetween(1e-4, 1e-2);
    assertThat(errors.get("q8")).isBetween(1e-4, 1e-2).isNotEqualTo(errors.get("f16"));
  }

  @Test
  void reportsTimesAndMemoryOnStandardError() {
    assertThat(generate("-n", "5").err())
        .matches(
            "(?s)\\[INFO] Prompt processing: \\d+\\.\\d{3} s \\(6 tokens, \\d+\\.\\d tokens/s\\)\\R"
                + "\\[INFO] Full generation: \\d+\\.\\d{3} s \\(5 tokens, \\d+\\.\\d tokens/s\\)\\R"
                + "\\[INFO] Peak memory: .*\\R");
  }

  @Test
  void saysMoreIfAsked() {
    assertThat(generate("-n", "1", "-v", "-t", "1", "--kernels", "scalar").err())
        .startsWith("[INFO] Kernels: ")
        .containsPattern("1 thread \\(asked for\\)\\R");
  }

  @Test
  void printsEverythingAsJson() throws IOException {
    Result result = generate("-n", "24", "--json", "--logprobs", "3", "--seed", "5");
    JsonNode json = MAPPER.readTree(result.out());
    assertThat(json.get("text")).isEqualTo(expected.get("text"));
    assertThat(json.get("tokens")).isEqualTo(expected.get("tokens"));
    assertThat(json.get("finish_reason").textValue()).isEqualTo("length");
    assertThat(json.get("seed").intValue()).isEqualTo(5);
    assertThat(json.at("/usage/prompt_tokens").intValue()).isEqualTo(6);
    assertThat(json.at("/usage/completion_tokens").intValue()).isEqualTo(24);
    assertThat(json.at("/usage/total_tokens").intValue()).isEqualTo(30);
    assertThat(json.at("/timings/total_seconds").doubleValue()).isPositive();
    assertThat(json.get("peak_memory_bytes").longValue()).isPositive();
    assertThat(json.get("logprobs")).hasSize(24);
    for (int i = 0; i < 3; i++) {
      JsonNode top = json.at("/logprobs/0/top/" + i);
      assertThat(top.get("token")).isEqualTo(expected.get("top_tokens").get(i));
      assertThat(top.get("logprob").doubleValue())
          .isCloseTo(expected.get("top_logprobs").get(i).doubleValue(), within(1e-4));
    }
  }

  @Test
  void printsLogprobsForPeople() {
    Result result = generate("-n", "2", "--logprobs", "1");
    assertThat(result.err()).contains("[INFO] Logprob: 301 \"r\" -0.8333 of 301 \"r\" -0.8333");
    assertThat(result.out()).isEqualTo("rw");
  }

  @Test
  void endsBeforeAStopString() {
    Result result = generate("-n", "24", "--stop", "zzz", "--stop", "dndr");
    String text = expected.get("text").textValue();
    assertThat(result.out()).isEqualTo(text.substring(0, text.indexOf("dndr")));
  }

  @Test
  void echoesThePrompt() {
    assertThat(generate("-n", "1", "--echo").out()).isEqualTo("The sea isr");
  }

  @Test
  void equalSeedsGiveEqualTextsOnAnyNumberOfThreads() {
    String[] sampled = {"-n", "20", "--temp", "1.5", "--top-p", "0.95", "-s", "11", "-t", "1"};
    String first = generate(sampled).out();
    sampled[sampled.length - 1] = "3";
    assertThat(generate(sampled).out()).isEqualTo(first);
    sampled[sampled.length - 3] = "12";
    assertThat(generate(sampled).out()).isNotEqualTo(first);
  }

  @Test
  void aFilterAloneTurnsSamplingOn() {
    assertThat(generate("-n", "20", "--min-p", "0.01", "-s", "3").out())
        .isEqualTo(generate("-n", "20", "--min-p", "0.01", "-s", "3", "--temp", "1").out())
        .isNotEqualTo(generate("-n", "20").out());
  }

  @Test
  void bansATokenByItsBias() {
    assertThat(generate("-n", "1", "--logit-bias", "301-inf").out()).isEqualTo("ö");
    assertThat(generate("-n", "1", "-l", "274+100").out()).isEqualTo(" is");
  }

  @Test
  void aLargePenaltyLeavesNoTokenTwice() throws IOException {
    List<Integer> prompt = integers(expected.get("prompt_tokens"));
    assertThat(Set.copyOf(integers(expected.get("tokens")))).hasSizeLessThan(24);
    for (String penalty :
        List.of("--repeat-penalty", "--presence-penalty", "--frequency-penalty")) {
      Result result = generate("-n", "24", "--ignore-eos", penalty, "1000", "--json");
      assertThat(integers(MAPPER.readTree(result.out()).get("tokens")))
          .as(penalty)
          .hasSize(24)
          .doesNotHaveDuplicates()
          .doesNotContainAnyElementsOf(prompt);
    }
  }

  private static List<Integer> integers(JsonNode array) {
    return array.valueStream().map(JsonNode::intValue).toList();
  }

  @Test
  void fillsTheContextWithoutALimit() throws IOException {
    Result result = generate("-n", "-1", "--context", "20", "--ignore-eos", "--json");
    JsonNode json = MAPPER.readTree(result.out());
    assertThat(json.get("finish_reason").textValue()).isEqualTo("context");
    assertThat(json.at("/usage/total_tokens").intValue()).isEqualTo(21);
  }

  @Test
  void warnsOfAContextBeyondTheModels() {
    assertThat(generate("-n", "1", "--context", "100").err())
        .startsWith(
            "[WARN] The context of 100 tokens is larger than the 64 the model was trained for");
  }

  @Test
  void readsThePromptFromAFileOrStandardInput() throws IOException {
    Path file = Files.writeString(directory.resolve("prompt.txt"), "The sea is\n");
    String text = generate("-n", "5").out();
    assertThat(Cli.run("generate", "-m", model, "-n", "5", "-f", file.toString()).out())
        .isEqualTo(text);
    assertThat(
            Cli.runWithInput("The sea is\n", "generate", "-m", model, "-n", "5", "-f", "-").out())
        .isEqualTo(text);
  }

  @Test
  void asksForPromptsAgainAndAgain() throws IOException {
    Path frame = Files.writeString(directory.resolve("frame.txt"), "The {} is\n");
    String frames = frame.toString();
    Result result =
        Cli.runWithInput(
            "sea\nsky\n", "generate", "-m", model, "-n", "3", "--few-shot", frames, "--echo");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out().lines().toList())
        .hasSize(2)
        .first()
        .isEqualTo("The sea is" + generate("-n", "3").out());
    assertThat(result.out()).contains("The sky is");
    Result once =
        Cli.run("generate", "-m", model, "-n", "3", "--few-shot", frames, "-p", "sea", "--echo");
    assertThat(once.out()).isEqualTo("The sea is" + generate("-n", "3").out());
  }

  @Test
  void readsSpecialTokensIfAsked() throws IOException {
    Result plain = Cli.run("generate", "-m", model, "-n", "1", "-p", "<s>", "--json");
    Result special =
        Cli.run("generate", "-m", model, "-n", "1", "-p", "<s>", "--json", "--parse-special");
    assertThat(MAPPER.readTree(plain.out()).at("/usage/prompt_tokens").intValue()).isGreaterThan(2);
    assertThat(MAPPER.readTree(special.out()).at("/usage/prompt_tokens").intValue()).isOne();
  }
}
