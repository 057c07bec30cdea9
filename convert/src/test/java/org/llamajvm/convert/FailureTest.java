package org.llamajvm.convert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.format.Sha256;
import org.llamajvm.loader.weights.TensorStore;

/** What cannot be written or read: a clear error, the input as it was, and no half model. */
class FailureTest {

  private static final long SHARD = 20_000;

  @TempDir Path directory;
  private Path source;
  private Path target;
  private List<String> sourceSums;

  @BeforeEach
  void write() throws IOException {
    source = TinyModel.write(directory.resolve("source"));
    target = directory.resolve("target");
    sourceSums = sums(source);
  }

  private static List<String> sums(Path directory) throws IOException {
    List<String> sums = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        sums.add(file.getFileName() + " " + Sha256.of(file, Progress.SILENT::advance));
      }
    }
    return sums;
  }

  private void convert(Path to) throws IOException {
    try (Checkpoint checkpoint = Checkpoints.open(source)) {
      new Converter(checkpoint, ConvertProcess.options(SHARD))
          .run(to, Existing.RESUME, Progress.SILENT);
    }
  }

  /** A limit on the size of files stands for a disk that becomes full. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void saysThatTheDiskIsFullAndGoesOnWhenItIsNot()
      throws IOException, InterruptedException, URISyntaxException {
    Path log = directory.resolve("log");
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", "ulimit -f 8; exec \"$0\" \"$@\""));
    command.addAll(ConvertProcess.command(source, target, SHARD));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();

    assertThat(process.exitValue()).isNotZero();
    assertThat(Files.readString(log, UTF_8))
        .containsPattern("Cannot write .*/target/model-00001-of-0000\\d.safetensors.partial: ");
    assertThatThrownBy(() -> TensorStore.open(target))
        .hasMessageStartingWith("The conversion into this directory did not finish");
    assertThat(sums(source)).isEqualTo(sourceSums);

    convert(target);
    Path whole = directory.resolve("whole");
    convert(whole);
    assertThat(sums(target)).isEqualTo(sums(whole));
  }

  @Test
  void saysThatThereIsNoDirectoryBelowAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertThatThrownBy(() -> convert(file.resolve("target")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot create the directory " + file.resolve("target") + ": ");
    assertThat(file).hasContent("x");
    assertThat(sums(source)).isEqualTo(sourceSums);
  }

  /** Where not even root may write. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void saysThatADirectoryCannotBeWritten() {
    assertThatThrownBy(() -> convert(Path.of("/proc/llama-jvm")))
        .isInstanceOf(IOException.class)
        .hasMessageMatching("(Cannot|No permission to) create the directory /proc/llama-jvm.*");
    assertThatThrownBy(() -> convert(Path.of("/proc/self/fdinfo")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/proc/self/fdinfo");
  }

  @Test
  void noticesAnInputThatChangedSinceThePlan() throws IOException {
    Path weights = source.resolve("model.safetensors");
    try (Checkpoint checkpoint = Checkpoints.open(source)) {
      Converter converter = new Converter(checkpoint, ConvertProcess.options(SHARD));
      byte[] bytes = Files.readAllBytes(weights);
      bytes[bytes.length - 1] ^= 1;
      Files.write(weights, bytes);
      Files.setLastModifiedTime(weights, FileTime.fromMillis(777_000));
      assertThatThrownBy(() -> converter.run(target, Existing.REFUSE, Progress.SILENT))
          .isInstanceOf(IOException.class)
          .hasMessage("Input changed while it was converted: " + weights);
    }
    assertThat(target).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{bad\n", "\u00ff\u00fe\n", "{}\n", "[1, 2]\n", "{\"file\": 5}\n"})
  void namesADamagedLineOfTheManifestAndChangesNothing(String line) throws IOException {
    convert(target);
    Path manifest = target.resolve("conversion.partial");
    String job = job();
    byte[] bytes = (job + "\n" + line).getBytes(StandardCharsets.ISO_8859_1);
    Files.write(manifest, bytes);
    assertThatThrownBy(() -> convert(target))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith("Corrupt: the manifest of the conversion is damaged, ")
        .hasMessageContaining("; --force begins anew (file=" + manifest)
        .hasMessageNotContainingAny("Input length", "\n");
    assertThat(manifest).hasBinaryContent(bytes);
  }

  /** The first line of a manifest of the conversion that {@link #convert} makes. */
  private String job() throws IOException {
    Path other = directory.resolve("other");
    Path file = other.resolve("conversion.partial");
    AtomicReference<String> first = new AtomicReference<>();
    Progress reader =
        new Progress() {
          @Override
          public void begin(String what, long bytes) {}

          @Override
          public void advance(long bytes) {
            try {
              first.compareAndSet(null, Files.readString(file).lines().findFirst().orElseThrow());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    try (Checkpoint checkpoint = Checkpoints.open(source)) {
      new Converter(checkpoint, ConvertProcess.options(SHARD)).run(other, Existing.REFUSE, reader);
    }
    return first.get();
  }
}
