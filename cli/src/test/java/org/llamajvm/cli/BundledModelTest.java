package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.cli.Cli.Result;

/** The commands without {@code --model}: the 4-bit model that comes with the program. */
class BundledModelTest {

  private static final String HOME = "llama.home";
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Path root = Path.of(System.getProperty("llama.root"));
  private final Path training = root.resolve("models/training");
  private final String homeBefore = System.getProperty(HOME);

  @TempDir private Path directory;

  @BeforeEach
  void beAtHome() {
    System.setProperty(HOME, root.toString());
  }

  @AfterEach
  void leave() {
    if (homeBefore == null) {
      System.clearProperty(HOME);
    } else {
      System.setProperty(HOME, homeBefore);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Once upon a time", "The old lighthouse"})
  void tellsAStoryThatEndsByItself(String prompt) throws IOException {
    JsonNode first = story(prompt, 1);
    assertThat(first.get("finish_reason").textValue()).isEqualTo("stop");
    assertThat(first.get("text").textValue().split("[.!?]+[\"\\s]*", -1)).hasSizeGreaterThan(3);
    assertThat(story(prompt, 1).get("text")).isEqualTo(first.get("text"));
    assertThat(story(prompt, 2).get("text")).isNotEqualTo(first.get("text"));
  }

  private static JsonNode story(String prompt, int seed) throws IOException {
    Result result =
        Cli.run("generate", "-p", prompt, "-s", Integer.toString(seed), "-n", "600", "--json");
    assertThat(result.exitCode()).as(result.err()).isZero();
    return MAPPER.readTree(result.out());
  }

  @Test
  void answersSimpleQuestions() throws IOException {
    Path frame =
        Files.writeString(
            directory.resolve("frame.txt"),
            """
            <|begin_of_text|><|start_header_id|>user<|end_header_id|>

            {}<|eot_id|><|start_header_id|>assistant<|end_header_id|>


            """);
    Result result =
        Cli.runWithInput(
            "What is 3 plus 4?\nWhat is the capital of France?\n",
            "generate",
            "--few-shot",
            frame.toString(),
            "--parse-special",
            "--temp",
            "0");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out().lines().toList())
        .satisfiesExactly(
            sum -> assertThat(sum).contains("3 plus 4 is 7"),
            capital -> assertThat(capital).contains("Paris"));
  }

  @Test
  void perplexityOfHeldOutStoriesIsThatOfItsCard() throws IOException {
    Result result =
        Cli.run("perplexity", "-f", training.resolve("heldout/stories.txt").toString(), "--json");
    JsonNode evaluation = MAPPER.readTree(training.resolve("results/evaluation.json").toFile());
    double expected = evaluation.at("/wren-3m-4bit/stories/perplexity").doubleValue();
    assertThat(MAPPER.readTree(result.out()).get("perplexity").doubleValue())
        .isCloseTo(expected, within(expected * 0.005));
  }
}
