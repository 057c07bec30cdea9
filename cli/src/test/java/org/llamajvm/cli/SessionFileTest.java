package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.cli.Cli.Result;
import org.llamajvm.models.ChatLock;

/** Where conversations are kept. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SessionFileTest {

  @TempDir private Path directory;

  private static Result chat(String input, String... more) {
    String[] args =
        Stream.concat(
                Stream.of("chat", "-m", Cli.TINY.toString(), "-n", "2", "-c", "400"),
                Stream.of(more))
            .toArray(String[]::new);
    return Cli.runWithInput(input, args);
  }

  @Test
  void anEmptyFileIsANewConversation() throws IOException {
    Path file = Files.createFile(directory.resolve("a.chat"));
    assertThat(chat("one\n", "--session", file.toString()).exitCode()).isZero();
    assertThat(chat("/history\n", "--session", file.toString()).out()).contains("user: one\n");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aPipeIsRefusedAtOnce() throws Exception {
    assumeTrue(File.separatorChar == '/', "Pipes have no names here");
    Path pipe = directory.resolve("pipe");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "No mkfifo");
    Result result = chat("one\n", "--session", pipe.toString());
    assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(result.err()).contains("llama: A named pipe where a file is expected");
    assertThat(chat("/load %s\n/save %s\n".formatted(pipe, pipe)).err().lines())
        .filteredOn(line -> line.contains("A named pipe where a file is expected"))
        .hasSize(2);
  }

  @Test
  void aSecondProgramIsRefusedAndLosesNothing() throws IOException {
    Path file = directory.resolve("a.chat");
    chat("one\n", "--session", file.toString());
    byte[] before = Files.readAllBytes(file);
    try (ChatLock _ = ChatLock.take(file)) {
      Result session = chat("two\n", "--session", file.toString());
      assertThat(session.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
      assertThat(session.err()).contains("llama: The conversation " + file + " is in use by ");
      assertThat(session.out()).isEmpty();
      assertThat(chat("two\n/save %s\n".formatted(file)).err()).contains("is in use by ");
      assertThat(file).hasBinaryContent(before);
    }
    assertThat(chat("/save %s\n".formatted(file), "--session", file.toString()).err())
        .contains("[Saved to " + file + "]");
  }
}
