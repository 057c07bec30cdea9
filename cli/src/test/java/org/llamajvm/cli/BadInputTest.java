package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.cli.Cli.Result;

/** Bad input gives one clear line, and never a stack trace or exit code 0. */
class BadInputTest {

  private static final String FIRST = "model-00001-of-00002.safetensors";
  private static final String SECOND = "model-00002-of-00002.safetensors";

  @TempDir private Path directory;
  private Path model;

  @BeforeEach
  void copyModel() throws IOException {
    model = Cli.copyOfTiny(directory);
  }

  private static void assertRefused(Result result, int exitCode, String... parts) {
    assertThat(result.exitCode()).isEqualTo(exitCode);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("llama: ")
        .contains(parts)
        .doesNotContain("Exception", "\tat ", "    at ", "This is a bug");
  }

  private void assertModelRefused(String... parts) {
    assertRefused(Cli.run("generate", "-m", model.toString(), "-p", "The sea"), 1, parts);
    assertRefused(Cli.run("inspect", model.toString()), 1, parts);
  }

  private void replaceInConfig(String old, String replacement) throws IOException {
    Path config = model.resolve("config.json");
    String text = Files.readString(config);
    assertThat(text).contains(old);
    Files.writeString(config, text.replace(old, replacement));
  }

  private void truncate(String file, long length) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(model.resolve(file).toFile(), "rw")) {
      access.setLength(length);
    }
  }

  @Test
  void directoryThatIsNotThere() {
    model = directory.resolve("nowhere");
    assertModelRefused("does not exist", "nowhere");
  }

  @Test
  void directoryThatIsNoModel() throws IOException {
    model = Files.createDirectory(directory.resolve("empty"));
    assertModelRefused("No safetensors file here");
  }

  @Test
  void fileInsteadOfADirectory() {
    model = model.resolve("config.json");
    assertModelRefused("is neither a directory nor a GGUF file");
  }

  @Test
  void missingShard() throws IOException {
    Files.delete(model.resolve(SECOND));
    assertModelRefused("Shard " + SECOND + " is named by the index and missing");
  }

  @Test
  void doubledShard() throws IOException {
    Files.delete(model.resolve(SECOND));
    Files.copy(model.resolve(FIRST), model.resolve(SECOND));
    assertModelRefused("is in two shards", FIRST, SECOND);
  }

  @Test
  void truncatedShard() throws IOException {
    truncate(SECOND, 10_000);
    assertModelRefused("Truncated", SECOND);
  }

  @Test
  void emptyShard() throws IOException {
    truncate(FIRST, 0);
    assertModelRefused("Truncated", FIRST);
  }

  @Test
  void brokenHeader() throws IOException {
    Files.write(model.resolve(FIRST), new byte[] {2, 0, 0, 0, 0, 0, 0, 0, '[', ']'});
    assertModelRefused("Corrupt", FIRST);
  }

  @Test
  void staleIndex() throws IOException {
    Path index = model.resolve("model.safetensors.index.json");
    String text = Files.readString(index);
    Files.writeString(
        index, text.replaceFirst("(\"model.norm.weight\": \")" + SECOND, "$1" + FIRST));
    assertModelRefused("The index is stale", "model.norm.weight");
  }

  @Test
  void missingConfiguration() throws IOException {
    Files.delete(model.resolve("config.json"));
    assertModelRefused("config.json");
  }

  @Test
  void truncatedConfiguration() throws IOException {
    truncate("config.json", 50);
    assertModelRefused("config.json");
  }

  @Test
  void unsupportedArchitecture() throws IOException {
    replaceInConfig("LlamaForCausalLM", "GPT2LMHeadModel");
    assertModelRefused("nsupported", "GPT2LMHeadModel", "LlamaForCausalLM");
  }

  @Test
  void tensorOfAnotherShape() throws IOException {
    replaceInConfig("\"intermediate_size\": 48", "\"intermediate_size\": 64");
    assertModelRefused("has shape (48, 32), expected (64, 32)");
  }

  @Test
  void tensorThatIsMissing() throws IOException {
    replaceInConfig("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3");
    assertModelRefused("model.layers.2.");
  }

  @Test
  void missingTokenizer() throws IOException {
    Files.delete(model.resolve("tokenizer.model"));
    assertModelRefused("tokenizer");
    assertRefused(
        Cli.run("tokenize", "-m", model.toString(), "text"), 1, "tokenizer.json", model.toString());
  }

  @Test
  void truncatedTokenizer() throws IOException {
    truncate("tokenizer.model", 1000);
    assertModelRefused("tokenizer");
  }

  @Test
  void emptyTokenizer() throws IOException {
    truncate("tokenizer.model", 0);
    assertModelRefused("tokenizer");
  }

  @Test
  void vocabularyOfAnotherSizeThanTheEmbedding() throws IOException {
    replaceInConfig("\"vocab_size\": 320", "\"vocab_size\": 300");
    assertModelRefused("has shape (320, 32), expected (300, 32)");
  }

  @Test
  void promptLongerThanTheContext() {
    assertRefused(
        Cli.run("generate", "-m", model.toString(), "-p", "The sea is", "-c", "4"),
        1,
        "The prompt has 6 tokens, but the context holds 4; shorten it or ask for a larger context"
            + " by --context");
    assertRefused(
        Cli.run("generate", "-m", model.toString(), "-p", "sea ".repeat(100)),
        1,
        "but the context holds 64");
  }

  @Test
  void contextThatCannotFit() {
    assertThat(
            Cli.run("generate", "-m", model.toString(), "-p", "The sea", "-c", "2000000000").err())
        .contains(
            "llama: A context of 2000000000 tokens needs ",
            "KV cache 1192.09 GiB",
            "but the machine has");
  }

  @Test
  void plotThatCannotBeWritten() {
    Path plot = directory.resolve("none/x.svg");
    Result result =
        Cli.run(
            "bench", "-m", model.toString(), "-p", "1", "-n", "0", "-r", "1", "--plot", plot + "");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .contains("llama: Cannot write the plot to " + plot + ": there is no such directory");
  }

  @Test
  void unreadableOrMissingFiles() throws IOException {
    String name = model.toString();
    assertRefused(
        Cli.run("generate", "-m", name, "-f", "nowhere.txt"), 1, "No such file: nowhere.txt");
    assertRefused(
        Cli.run("perplexity", "-m", name, "-f", "nowhere.txt"), 1, "No such file: nowhere.txt");
    Path binary = Files.write(directory.resolve("binary"), new byte[] {'a', (byte) 0xFF, 'b'});
    assertRefused(Cli.run("generate", "-m", name, "-f", binary.toString()), 1, "Not UTF-8 text: ");
    assertRefused(
        Cli.run("generate", "-m", name, "-f", directory.toString()), 1, directory.toString());
    assertRefused(
        Cli.run("generate", "-m", name, "--few-shot", Cli.resource("text.txt").toString()),
        1,
        "No {} for the prompt in ");
    Path empty = Files.createFile(directory.resolve("empty.txt"));
    assertRefused(
        Cli.run("perplexity", "-m", name, "-f", empty.toString()),
        1,
        "Too little text, nothing to predict");
  }

  @Test
  void wrongCommandLines() {
    String name = model.toString();
    assertRefused(
        Cli.run("generat"), 2, "Unmatched argument at index 0: 'generat'", "llama generate");
    assertRefused(
        Cli.run("generate", "--max-token", "3"),
        2,
        "Unknown options: '--max-token', '3'",
        "--max-tokens",
        "Try 'llama generate --help'");
    assertRefused(Cli.run("generate", "-m", name), 2, "Missing prompt");
    assertRefused(
        Cli.run("generate", "-m", name, "-p", "a", "-n", "many"),
        2,
        "Invalid value for option '--max-tokens'",
        "many");
    assertRefused(
        Cli.run("generate", "-m", name, "-p", "a", "--temp", "-1"),
        2,
        "temperature must be 0 or more, not -1.0");
    assertRefused(
        Cli.run("generate", "-m", name, "-p", "a", "--top-p", "2"), 2, "top-p must be above 0");
    assertRefused(
        Cli.run("generate", "-m", name, "-p", "a", "-t", "0"),
        2,
        "The number of threads must be 1 or more, not 0");
    assertRefused(
        Cli.run("generate", "-m", name, "-p", "a", "-t", "100000"),
        2,
        "The number of threads must be 1024 or less, not 100000");
    assertRefused(
        Cli.run("generate", "-m", name, "-p", "a", "-c", "0"),
        2,
        "The context must have 1 token or more, not 0");
    assertRefused(
        Cli.run("generate", "-m", name, "-p", "a", "--stop", ""),
        2,
        "A stop string must not be empty");
    assertRefused(
        Cli.run("generate", "-m", name, "-p", "a", "--logprobs", "1000"),
        2,
        "The number of logprobs must be from 0 to 320, not 1000");
    assertRefused(
        Cli.run("generate", "-m", name, "-p", "a", "-l", "5000+1"),
        2,
        "Logit bias for token 5000, but the vocabulary has 320 tokens");
    assertRefused(
        Cli.run("generate", "-m", name, "-p", "a", "-l", "12"),
        2,
        "expected a token id and a bias");
    assertRefused(
        Cli.run("generate", "-m", name, "-p", "a", "--kernels", "gpu"),
        2,
        "expected one of auto, scalar, vector, but was 'gpu'");
    assertRefused(Cli.run("generate", "-m", name, "-p", "a", "-f", "b"), 2, "mutually exclusive");
    assertRefused(Cli.run("perplexity", "-m", name), 2, "Missing required option");
    assertRefused(Cli.run("tokenize", "-m", name), 2, "Missing required parameter");
    assertRefused(
        Cli.run("perplexity", "-m", name, "-f", "x", "-c", "1"),
        2,
        "A window must have 2 tokens or more, not 1");
  }

  @Test
  void damagedWeights() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(model.resolve(FIRST).toFile(), "rw")) {
      file.seek(file.length() - 20_480);
      for (int i = 0; i < 10_240; i++) {
        file.write(new byte[] {0, 0x7E}); // NaN in F16
      }
    }
    assertThat(Cli.run("generate", "-m", model.toString(), "-p", "The sea").err())
        .contains("llama: The logit of token ", "is not a number")
        .doesNotContain("Exception");
  }
}
