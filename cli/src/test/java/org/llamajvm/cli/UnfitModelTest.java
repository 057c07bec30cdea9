package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.cli.Cli.Result;

/** Files beside a model that are not what they should be. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnfitModelTest {

  private static final String POINTER =
      "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 12345\n"
          .formatted("4d".repeat(32));

  @TempDir private Path directory;
  private Path model;

  @BeforeEach
  void copyModel() throws IOException {
    model = Cli.copyOfTiny(directory);
  }

  private Result generate() {
    return Cli.run("generate", "-m", model.toString(), "-p", "The sea", "-n", "2");
  }

  private void refused(String... parts) {
    Result result = generate();
    assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(result.err()).startsWith("llama: ").contains(parts).doesNotContain("bug");
    assertThat(result.err().lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config.json",
        "model-00001-of-00002.safetensors",
        "model.safetensors.index.json",
        "tokenizer.model",
        "tokenizer_config.json"
      })
  void namesAPipeAndAPointerAndALinkThatLeadsNowhere(String name) throws Exception {
    assumeTrue(File.separatorChar == '/', "Pipes have no names here");
    Path file = model.resolve(name);
    Files.deleteIfExists(file);
    Files.writeString(file, POINTER);
    refused("A pointer of Git LFS", name);
    Files.writeString(file, "<!doctype html><title>Sign in</title>");
    refused("A web page", name);
    Files.delete(file);
    Files.createSymbolicLink(file, Path.of("../../blobs/gone"));
    refused("A link to a file that is not there, ../../blobs/gone", name);
    Files.delete(file);
    assumeTrue(new ProcessBuilder("mkfifo", file.toString()).start().waitFor() == 0, "No mkfifo");
    refused("A named pipe", name);
  }

  @Test
  void opensARepositoryOfTheCacheOfHuggingFace() throws IOException {
    Path repository = directory.resolve("models--owner--name");
    Files.createDirectories(repository.resolve("snapshots"));
    Files.move(model, repository.resolve("snapshots/abc"));
    model = repository;
    assertThat(generate().exitCode()).isZero();
    assertThat(Cli.run("inspect", repository.toString()).exitCode()).isZero();
    assertThat(Cli.run("verify", "-m", repository.toString()).exitCode()).isZero();
    model = directory;
    refused("The cache of Hugging Face", "models--owner--name");
  }

  @Test
  void adviceThatIsWrongIsSaidAndNotFollowed() throws IOException {
    String text = generate().out();
    Path advice = model.resolve("generation_config.json");
    for (String bad :
        new String[] {
          "", "{\"do_sample\": true,}", "{\"top_k\": -1}", "{\"eos_token_id\": 99999}", POINTER
        }) {
      Files.writeString(advice, bad);
      Result result = generate();
      assertThat(result.exitCode()).isZero();
      assertThat(result.out()).isEqualTo(text);
      assertThat(result.err()).contains("[WARN] ").doesNotContain("bug");
      assertThat(
              Cli.run("generate", "-m", model.toString(), "-p", "a", "-n", "2", "--ignore-eos")
                  .exitCode())
          .isZero();
    }
  }

  @Test
  void aTemplateThatIsNoneIsReplacedAndSaid() throws IOException {
    Files.writeString(model.resolve("chat_template.jinja"), "{% for m in messages %}");
    Result result =
        Cli.runWithInput("one\n", "chat", "-m", model.toString(), "-n", "2", "-c", "400");
    assertThat(result.exitCode()).isZero();
    assertThat(result.err())
        .contains("The model's chat template cannot be used: ", "; using the built-in 'llama2'");
    assertThat(result.out().lines()).hasSize(1);
  }

  @Test
  void messagesHoldNoControlCharacters() throws IOException {
    Path config = model.resolve("config.json");
    String text = Files.readString(config);
    Files.writeString(
        config, text.replace("\"LlamaForCausalLM\"", "\"\\u001b[2J\\nllama: all is well\""));
    refused("[2J", "nllama: all is well");
    assertThat(generate().err()).doesNotContain("\u001b");
    Result name = Cli.run("inspect", directory.resolve("a\u001b[31m\nb").toString());
    assertThat(name.err()).contains("a\\u001b[31m\\nb").doesNotContain("\u001b");
    Result unknown = Cli.run("generate", "--\u001b[31m");
    assertThat(unknown.err()).doesNotContain("\u001b");
  }
}
