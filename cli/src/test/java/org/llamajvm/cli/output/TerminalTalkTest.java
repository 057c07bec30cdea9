package org.llamajvm.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.hub.Surroundings;
import org.llamajvm.models.LanguageModel;

/** What is said to somebody who watches: progress of loading, and hints. */
class TerminalTalkTest {

  @TempDir private Path directory;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Streams streams(boolean terminal) {
    return new Streams(
        InputStream.nullInputStream(),
        new ResultStream(OutputStream.nullOutputStream(), () -> false),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        terminal,
        terminal,
        terminal);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private Path model() throws Exception {
    Path model =
        Files.createDirectories(directory.resolve("models--owner--large/snapshots/c0ffee"));
    try (FileChannel channel =
        FileChannel.open(
            model.resolve("model.safetensors"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), (3L << 30) - 1);
    }
    return model;
  }

  @Test
  void aLargeModelIsSeenLoading() throws Exception {
    try (LoadingNotice _ = LoadingNotice.open(streams(true), model())) {
      for (int i = 0; i < 1200 && !said().contains(", 1 s"); i++) {
        Thread.sleep(50);
      }
    }
    assertThat(said())
        .contains("\rLoading owner/large (3.00 GiB)")
        .containsPattern("GiB\\)(, \\d+%)?, [01] s")
        .endsWith(" \r");
  }

  @Test
  void nothingIsDrawnWhereNobodyWatches() throws Exception {
    try (LoadingNotice _ = LoadingNotice.open(streams(false), model())) {
      Thread.sleep(600);
    }
    assertThat(said()).isEmpty();
  }

  private SpeedHints.Facts facts(double bits, long gib, double seconds, int threads) {
    Duration copying = Duration.ofMillis((long) (seconds * 1000));
    return new SpeedHints.Facts(directory, bits, gib << 30, copying, threads, 4);
  }

  @Test
  void hintsSayWhatIsFaster() {
    assertThat(SpeedHints.of(facts(4.5, 4, 0.5, 4))).isEmpty();
    assertThat(SpeedHints.of(facts(16, 0, 0, 4))).isEmpty();
    assertThat(SpeedHints.of(facts(6.5, 4, 2.5, 4))).isEmpty();
    assertThat(SpeedHints.of(facts(16, 15, 0, 4)))
        .containsOnlyKeys("quantise")
        .containsValue(
            "The weights are 15.0 GiB of floats, all of which are read for each token; llama convert"
                + " --quantize makes a quarter of them, which answers about three times as fast");
    assertThat(SpeedHints.of(facts(4.5, 4, 2.5, 8)))
        .containsEntry(
            "threads", "8 threads on 4 processors wait for each other; --threads 4 is faster")
        .containsEntry(
            "layout",
            "It takes 2.5 s at each start to copy the weights into the order of the kernels; llama"
                + " convert --layout interleaved writes them so once");
  }

  @Test
  void aHintIsToldOnceAndOnATerminalAlone() throws Exception {
    Surroundings user = new Surroundings(Map.of(), Optional.of(directory), Surroundings.Kind.UNIX);
    Path tiny = Path.of(System.getProperty("llama.root"), "cli/src/test/resources/tiny");
    try (LanguageModel model = LanguageModel.open(tiny)) {
      new SpeedHints(streams(false), user).tell(model, tiny, 1000);
      assertThat(said()).isEmpty();
      new SpeedHints(streams(true), user).tell(model, tiny, 1000);
      assertThat(said()).contains("1000 threads on ").doesNotContain("quantize");
      err.reset();
      new SpeedHints(streams(true), user).tell(model, tiny, 1000);
      assertThat(said()).isEmpty();
    }
  }
}
