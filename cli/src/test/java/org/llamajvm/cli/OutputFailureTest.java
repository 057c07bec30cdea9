package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.cli.Cli.Result;
import org.llamajvm.cli.output.ResultStream;
import org.llamajvm.cli.output.Streams;

/** What cannot be written is not success, unless nobody wants to read it. */
class OutputFailureTest {

  private static final String MODEL = Cli.TINY.toString();

  private static Result run(String failure, boolean isPipe, String... args) {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(failure);
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Streams streams =
        new Streams(
            new ByteArrayInputStream("one\ntwo\n".getBytes(StandardCharsets.UTF_8)),
            new ResultStream(full, () -> isPipe),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            false);
    return new Result(Main.run(streams, args), "", err.toString(StandardCharsets.UTF_8));
  }

  static Stream<List<String>> commands() {
    return Stream.of(
        List.of("--help"),
        List.of("--version"),
        List.of("generate", "-m", MODEL, "-p", "The sea", "-n", "4"),
        List.of("generate", "-m", MODEL, "-p", "The sea", "-n", "4", "--json"),
        List.of("chat", "-m", MODEL, "-n", "4"),
        List.of("tokenize", "-m", MODEL, "--ids", "abc"),
        List.of("inspect", MODEL),
        List.of("verify", MODEL));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void saysThatTheDiskIsFull(List<String> command) {
    Result result = run("No space left on device", false, command.toArray(String[]::new));
    assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(result.err())
        .contains("llama: Cannot write to standard output: No space left on device");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void isQuietWhenTheReaderHasGone(List<String> command) {
    for (boolean isPipe : new boolean[] {true, false}) {
      String failure = isPipe ? "in the language of the system" : "Broken pipe";
      Result result = run(failure, isPipe, command.toArray(String[]::new));
      assertThat(result.exitCode()).isEqualTo(ExitCode.DONE);
      assertThat(result.err()).doesNotContain("llama: ");
    }
  }

  @Test
  void seesAFullDeviceBehindTheProcess() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")), "There is no /dev/full");
    Process process =
        ProcessTest.llama("tokenize", "-m", MODEL, "--ids", "abc")
            .redirectOutput(Path.of("/dev/full").toFile())
            .start();
    assertThat(ProcessTest.text(process.getErrorStream()))
        .contains("llama: Cannot write to standard output: ");
    assertThat(process.waitFor()).isEqualTo(ExitCode.BAD_INPUT);
  }
}
