package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.cli.Cli.Result;

/** Text that is not plain UTF-8: nothing of it becomes other text in silence. */
class TextInputTest {

  private static final String MODEL = Cli.TINY.toString();
  private static final String MARK = "\uFEFF";

  @TempDir private Path directory;

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void theMarkAtTheBeginningIsNoToken() throws IOException {
    String ids = Cli.run("tokenize", "-m", MODEL, "--ids", "The sea").out();
    assertThat(Cli.runWithInput(MARK + "The sea", "tokenize", "-m", MODEL, "--ids", "-").out())
        .isEqualTo(ids);
    String text = Cli.run("generate", "-m", MODEL, "-p", "The sea", "-n", "6").out();
    Path file = Files.writeString(directory.resolve("prompt"), MARK + "The sea\n");
    assertThat(Cli.run("generate", "-m", MODEL, "-f", file.toString(), "-n", "6").out())
        .isEqualTo(text);
    Path frame = Files.writeString(directory.resolve("frame"), MARK + "{}");
    assertThat(
            Cli.runWithInput(
                    MARK + "The sea\n",
                    "generate",
                    "-m",
                    MODEL,
                    "--few-shot",
                    frame.toString(),
                    "-n",
                    "6")
                .out())
        .isEqualTo(text + "\n");
    Result chat =
        Cli.runWithInput(MARK + "one\n/history\n", "chat", "-m", MODEL, "-n", "2", "-c", "400");
    assertThat(chat.out()).contains("user: one\n").doesNotContain(MARK);
  }

  @Test
  void aPromptOfADashIsStandardInput() {
    String text = Cli.run("generate", "-m", MODEL, "-p", "The sea", "-n", "6").out();
    assertThat(Cli.runWithInput("The sea\n", "generate", "-m", MODEL, "-p", "-", "-n", "6").out())
        .isEqualTo(text);
  }

  @Test
  void aLineOfChatThatIsNoTextIsNotAsked() {
    Result result =
        Cli.runWithInput(
            latin1("one\nGr\u00fc\u00dfe\n\"\"\"two\n\u00e9\"\"\"\nthree\n/history\n"),
            "chat",
            "-m",
            MODEL,
            "-n",
            "2",
            "-c",
            "400");
    assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(result.err())
        .contains(
            "llama: Line 2 of the input is not UTF-8 text; convert the input first",
            "llama: Line 4 of the input is not UTF-8 text");
    assertThat(result.out())
        .contains("user: one\n", "user: three\n")
        .doesNotContain("\uFFFD", "two");
  }

  @Test
  void aPromptThatIsNoTextIsRefused() throws IOException {
    Path frame = Files.writeString(directory.resolve("frame"), "{}");
    Result lines =
        Cli.runWithInput(
            latin1("caf\u00e9\n"), "generate", "-m", MODEL, "--few-shot", frame.toString());
    assertThat(lines.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(lines.err()).contains("llama: Line 1 of the input is not UTF-8 text");
    Path wide = Files.write(directory.resolve("wide"), "hi".getBytes(StandardCharsets.UTF_16));
    assertThat(Cli.run("generate", "-m", MODEL, "-f", wide.toString()).err())
        .contains("Not UTF-8 text: " + wide, "iconv -f UTF-16 -t UTF-8");
    assertThat(Cli.runWithInput(latin1("caf\u00e9"), "tokenize", "-m", MODEL, "-").err())
        .contains("Not UTF-8 text: standard input", "iconv -f ISO-8859-1 -t UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void linesEndInAnyWay(String end) {
    Result result =
        Cli.runWithInput(
            "one" + end + "two" + end + "/history", "chat", "-m", MODEL, "-n", "2", "-c", "400");
    assertThat(result.out()).contains("user: one\n", "user: two\n");
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void nothingIsReadWithoutEnd() {
    if (File.separatorChar == '/' && Files.exists(Path.of("/dev/zero"))) {
      assertThat(Cli.run("generate", "-m", MODEL, "-f", "/dev/zero").err())
          .contains("llama: More than 64 MiB where a text is expected: /dev/zero");
      assertThat(Cli.runWithInput("/read /dev/zero\n", "chat", "-m", MODEL).err())
          .contains("llama: A device where a file is expected");
    }
  }
}
