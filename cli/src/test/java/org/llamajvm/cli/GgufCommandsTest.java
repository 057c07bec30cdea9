package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.cli.Cli.Result;

/** The commands on a GGUF file with blocks of every type and a vocabulary of single letters. */
class GgufCommandsTest {

  private static final Path FILE =
      Path.of(System.getProperty("llama.root", ".."))
          .resolve("models/src/test/resources/gguf/blocks.gguf");

  private final String model = FILE.toString();

  @TempDir private Path directory;

  @Test
  void generatesWhateverTheNumberOfThreads() {
    String[] texts = new String[2];
    for (int threads = 1; threads <= 2; threads++) {
      Result result =
          Cli.run(
              "generate",
              "-m",
              model,
              "--prompt",
              "hi",
              "-n",
              "8",
              "--seed",
              "3",
              "--threads",
              String.valueOf(threads));
      assertThat(result.exitCode()).isZero();
      texts[threads - 1] = result.out();
    }
    assertThat(texts[0]).isNotEmpty().isEqualTo(texts[1]);
  }

  @Test
  void chatsWithATemplateOfTheFile() {
    Result result = Cli.runWithInput("hello\n", "chat", "-m", model, "--max-tokens", "4");
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).doesNotContain("no chat template");
    Result named =
        Cli.runWithInput(
            "hello\n", "chat", "-m", model, "--max-tokens", "4", "--chat-template", "shout");
    assertThat(named.exitCode()).isZero();
  }

  @Test
  void tokenizes() {
    Result result = Cli.run("tokenize", "-m", model, "AB");
    assertThat(result.out().lines())
        .containsExactly("1\t\"<s>\"", "3\t\"\u2581\"", "36\t\"A\"", "37\t\"B\"");
  }

  @Test
  void measuresPerplexity() throws IOException {
    Path text = Files.writeString(directory.resolve("text.txt"), "ABCABCABC");
    Result result = Cli.run("perplexity", "-m", model, "--file", text.toString(), "--json");
    assertThat(result.exitCode()).isZero();
    assertThat(new JsonMapper().readTree(result.out()).get("perplexity").doubleValue())
        .isGreaterThan(1);
  }

  @Test
  void inspectsTypesAndBits() throws IOException {
    Result text = Cli.run("inspect", model, "--tensors");
    assertThat(text.out())
        .contains("Q4_K", "IQ4_XS", "MXFP4", "token_embd.weight", "Bits ")
        .doesNotContain("llama convert");
    JsonNode json = new JsonMapper().readTree(Cli.run("inspect", model, "--json").out());
    assertThat(json.get("bits_per_weight").doubleValue()).isBetween(4.0, 6.0);
    assertThat(json.get("dtypes").get("Q6_K").intValue()).isEqualTo(3);
    assertThat(json.get("weights").has("Q4_K")).isTrue();
  }

  @Test
  void benchmarks() {
    Result result = Cli.run("bench", "-m", model, "-p", "8", "-n", "4", "-r", "1");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("blocks.gguf");
  }

  @Test
  void isVerifiedButForSums() {
    Result result = Cli.run("verify", model);
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).startsWith("Sound: ").contains(" in 1 file, ");
    assertThat(result.err()).contains("GGUF files have no sums");
  }

  @Test
  void becomesADirectory() {
    String target = directory.resolve("x").toString();
    Result result = Cli.run("convert", "--from", model, "--to", target);
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("q_proj");
    assertThat(Cli.run("verify", target).out()).startsWith("Sound: ");
    assertThat(Cli.run("tokenize", "-m", target, "--ids", "hello").out())
        .isNotBlank()
        .isEqualTo(Cli.run("tokenize", "-m", model, "--ids", "hello").out());
  }

  @Test
  void aFileThatIsNoneIsNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("x.gguf"), "<!doctype html><html></html>");
    Result result = Cli.run("generate", "-m", file.toString(), "--prompt", "hi");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("HTML page").contains("x.gguf");
  }
}
