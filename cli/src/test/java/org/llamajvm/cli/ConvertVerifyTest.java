package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.cli.Cli.Result;

/** convert and verify, on the tiny model. */
class ConvertVerifyTest {

  @TempDir private Path directory;
  private String target;

  @BeforeEach
  void chooseTarget() {
    target = directory.resolve("target").toString();
  }

  private Result convert(String... more) {
    String[] args = new String[5 + more.length];
    args[0] = "convert";
    args[1] = "--from";
    args[2] = Cli.TINY.toString();
    args[3] = "--to";
    args[4] = target;
    System.arraycopy(more, 0, args, 5, more.length);
    return Cli.run(args);
  }

  private static String story(String model) {
    return Cli.run("generate", "-m", model, "-p", "The sea is", "-n", "20", "--temp", "0").out();
  }

  @Test
  void aConvertedModelSaysTheSame() {
    Result result = convert("--max-shard-size", "20KB");
    assertThat(result.err()).contains("[INFO] Peak memory: ");
    assertThat(result.exitCode()).isZero();
    assertThat(story(target)).isNotBlank().isEqualTo(story(Cli.TINY.toString()));
    Result verified = Cli.run("verify", target);
    assertThat(verified.out()).startsWith("Sound: ");
    assertThat(verified.exitCode()).isZero();
  }

  @Test
  void bothLayoutsSayTheSame() {
    assertThat(convert("-q", "--group-size", "32").out()).contains("q_proj", " %");
    String interleaved = story(target);
    target = directory.resolve("mlx").toString();
    assertThat(convert("-q", "--group-size", "32", "--layout", "mlx").exitCode()).isZero();
    assertThat(story(target)).isNotBlank().isEqualTo(interleaved);
  }

  @Test
  void aGgufFileSaysTheSame() {
    target = directory.resolve("model.gguf").toString();
    assertThat(convert().exitCode()).isZero();
    assertThat(story(target)).isNotBlank().isEqualTo(story(Cli.TINY.toString()));
    assertThat(convert().err()).startsWith("llama: File exists: " + target);
    Result wrong = convert("--type", "q8_0", "-q");
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err()).contains("the weights of a GGUF file are chosen with --type");
  }

  @Test
  void aDryRunWritesNothing() {
    Result result = convert("-q", "--dry-run");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("Bits per weight", "Writes", "Memory", "Time", "model.safetensors");
    assertThat(Path.of(target)).doesNotExist();
  }

  @Test
  void anExistingModelIsKept() throws IOException {
    assertThat(convert().exitCode()).isZero();
    Result again = convert();
    assertThat(again.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(again.err()).startsWith("llama: Directory is not empty: " + target);
    assertThat(convert("--resume").exitCode()).isZero();
    assertThat(convert("--force").exitCode()).isZero();
    Files.writeString(Path.of(target, "config.json"), "{}");
    Result verified = Cli.run("verify", target);
    assertThat(verified.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(verified.out()).startsWith("File config.json has SHA-256 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--bits 8 | --bits, --group-size, --rounding and --requantize need -q",
        "-q --bits 7 | bits is 7, expected 2, 3, 4, 5, 6 or 8",
        "-q --bits 3 | 3 bits can be written in the MLX layout only",
        "-q --group-size 48 | group size is 48, expected 32, 64 or 128",
        "--max-shard-size 5XB | '5XB' is not a size such as 5GiB, 500MB or 1048576",
        "--resume --force | --resume and --force exclude each other",
        "--threads 0 | threads is 0, expected at least 1",
        "--type q4_0 | --type is for GGUF files: let the name after --to end in .gguf"
      })
  void aWrongCommandLineIsExplained(String arguments, String message) {
    Result result = convert(arguments.split(" ", -1));
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains(message);
    assertThat(Path.of(target)).doesNotExist();
  }

  @Test
  void aDirectoryWithoutACheckpointIsNamed() {
    String none = directory.resolve("none").toString();
    Result result = Cli.run("convert", "--from", none, "--to", target);
    assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(result.err()).isEqualTo("llama: Not a directory: " + none + System.lineSeparator());
    result = Cli.run("convert", "--from", directory.toString(), "--to", target);
    assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(result.err()).contains("no checkpoint found", "*.safetensors with config.json");
  }
}
