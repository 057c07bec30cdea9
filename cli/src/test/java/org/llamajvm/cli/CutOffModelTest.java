package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file of the model is cut off while the command uses it. */
class CutOffModelTest {

  private static final Path ROOT = Path.of(System.getProperty("llama.root"));

  @TempDir private Path directory;

  @BeforeEach
  void needFilesThatCanBeCutOff() {
    assumeTrue(File.separatorChar == '/', "A mapped file cannot be cut off here");
  }

  private Path copy(String model) throws IOException {
    Path from = ROOT.resolve(model);
    Path to = Files.createDirectory(directory.resolve("model"));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  private static void cutOff(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(4096);
    }
  }

  /** With the JVM options of the launcher. */
  private Process start(String... args) throws IOException {
    ProcessBuilder builder = ProcessTest.llama(args).directory(directory.toFile());
    builder
        .command()
        .addAll(
            1,
            List.of(
                "@" + ROOT.resolve("cli/src/main/jvm/kernels.options"),
                "-XX:-CreateCoredumpOnCrash"));
    return builder.start();
  }

  @ParameterizedTest
  @CsvSource({
    "models/wren-3m, model-00001-of-00002.safetensors, 3805208",
    "models/wren-3m, model-00002-of-00002.safetensors, 2757112",
    "models/wren-3m-4bit, model.safetensors, 1857856",
  })
  void generateSaysWhichFileItWas(String model, String name, long bytes) throws Exception {
    Path copy = copy(model);
    Process process =
        start(
            "generate",
            "-m",
            copy.toString(),
            "-p",
            "Once",
            "-n",
            "100000",
            "-c",
            "200000",
            "--ignore-eos");
    assertThat(process.getInputStream().read()).isNotNegative();
    cutOff(copy.resolve(name));
    process.getInputStream().transferTo(OutputStream.nullOutputStream());
    String said = ProcessTest.text(process.getErrorStream());
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said)
        .contains(
            "llama: A file was cut off while it was in use, from %d bytes to 4096".formatted(bytes),
            "(file=" + copy.resolve(name) + ")")
        .doesNotContain("Exception", "Error", "    at ");
    assertThat(process.exitValue()).isEqualTo(ExitCode.BAD_INPUT);
  }

  private static void readLine(InputStream stream) throws IOException {
    int read;
    do {
      read = stream.read();
      assertThat(read).isNotNegative();
    } while (read != '\n');
  }

  @Test
  void aConversationIsSavedAllTheSame() throws Exception {
    Path copy = copy("models/wren-3m");
    Path saved = directory.resolve("saved.chat");
    Process process =
        start("chat", "-m", copy.toString(), "-n", "2", "--session", saved.toString());
    process.getOutputStream().write("one\n".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    readLine(process.getInputStream());
    cutOff(copy.resolve("model-00001-of-00002.safetensors"));
    process.getOutputStream().write("two\n".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    process.getInputStream().transferTo(OutputStream.nullOutputStream());
    assertThat(ProcessTest.text(process.getErrorStream()))
        .contains("llama: A file was cut off while it was in use");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(Files.readString(saved, StandardCharsets.ISO_8859_1)).contains("one");
  }
}
