package org.llamajvm.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.format.Sha256;
import org.llamajvm.loader.weights.TensorStore;

/**
 * Kills a conversion at random moments and resumes it. {@code -Dllama.kills=50} sets how often,
 * {@code -Dllama.kill.model=DIR} of which model; by default the one that comes with the program.
 */
class KillTest {

  private static final int KILLS = Integer.getInteger("llama.kills", 2);

  @TempDir Path directory;

  private static Process start(Path source, Path target, long shard)
      throws IOException, URISyntaxException {
    return new ProcessBuilder(ConvertProcess.command(source, target, shard))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static Map<String, String> hashes(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      Map<String, String> hashes = new TreeMap<>();
      for (Path file : files.toList()) {
        hashes.put(file.getFileName().toString(), Sha256.of(file, Progress.SILENT::advance));
      }
      return hashes;
    }
  }

  /** The model that comes with the program, or a made-up one. */
  private Path source() throws IOException {
    String model = System.getProperty("llama.kill.model");
    Path bundled = Path.of(System.getProperty("llama.root", "."), "models/wren-3m");
    if (model != null) {
      return Path.of(model);
    }
    return Files.isDirectory(bundled) ? bundled : TinyModel.write(directory.resolve("source"));
  }

  private static long weightBytes(Path source) throws IOException {
    try (TensorStore store = TensorStore.open(source)) {
      long bytes = 0;
      for (String name : store.names()) {
        bytes += store.info(name).bytes();
      }
      return bytes;
    }
  }

  @Test
  void resumesToTheSameBytesAfterAnyKill()
      throws IOException, URISyntaxException, InterruptedException {
    Path source = source();
    long shard = Math.max(8192, weightBytes(source) / 40);
    Path whole = directory.resolve("whole");
    Process undisturbed = start(source, whole, shard);
    assertThat(undisturbed.inputReader().readLine()).isEqualTo("begin");
    long begun = System.nanoTime();
    assertThat(undisturbed.waitFor()).isZero();
    long nanos = System.nanoTime() - begun;
    Map<String, String> expected = hashes(whole);

    Random random = new Random(11);
    for (int kill = 0; kill < KILLS; kill++) {
      Path target = directory.resolve("killed" + kill);
      Process process = start(source, target, shard);
      assertThat(process.inputReader().readLine()).isEqualTo("begin");
      TimeUnit.NANOSECONDS.sleep((long) (random.nextDouble() * nanos));
      process.destroyForcibly().waitFor();

      if (Files.exists(target.resolve(Journal.FILE_NAME))) {
        assertThatThrownBy(() -> TensorStore.open(target))
            .hasMessageStartingWith("The conversion into this directory did not finish");
      }
      try (Checkpoint checkpoint = Checkpoints.open(source)) {
        new Converter(checkpoint, ConvertProcess.options(shard))
            .run(target, Existing.RESUME, Progress.SILENT);
      }
      assertThat(hashes(target)).as("kill " + kill).isEqualTo(expected);
    }
  }
}
