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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.cli.chat.Console;
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
    try (LoadingNotice _ = LoadingNotice.open(streams(true), model(), "owner/large")) {
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
    try (LoadingNotice _ = LoadingNotice.open(streams(false), model(), "owner/large")) {
      Thread.sleep(600);
    }
    assertThat(said()).isEmpty();
  }

  /** A line that wraps cannot be drawn over. */
  @ParameterizedTest
  @ValueSource(ints = {20, 40, 80})
  void noLineThatIsDrawnAgainIsWiderThanTheWindow(int columns) {
    StatusLine line = new StatusLine(streams(true), columns);
    line.draw("Prompt", 300, 1000, "300/1000 tokens, 12/s, 58 s left");
    line.draw("", 1000, 1000, "100%");
    line.draw("x".repeat(200));
    line.wipe();
    String[] drawn = said().split("\r", -1);
    assertThat(drawn).hasSize(6).allSatisfy(text -> assertThat(text).hasSizeLessThan(columns));
    assertThat(drawn[1])
        .startsWith(
            columns == 80
                ? "Prompt [#########.....................] 300/1000 tokens, 12/s, 58 s left"
                : "Prompt 300/1000 ");
    assertThat(drawn[2]).startsWith("[####").contains("#] 100%").hasSameSizeAs(drawn[1]);
    assertThat(drawn[5]).isEmpty();
  }

  @Test
  void whatIsSaidIsBrokenBetweenWords() {
    Streams terminal = streams(true);
    String sentence = "The context is full: the oldest turns were forgotten. ".repeat(4).strip();
    new Console(terminal, false).notice(sentence);
    terminal.warn(sentence);
    assertThat(said().lines())
        .hasSize(6)
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    assertThat(said().replaceAll("\\R", " ").strip()).isEqualTo(sentence + " [WARN] " + sentence);
  }

  @Test
  void rowsAreBrokenBelowTheirSecondColumn() {
    String rows =
        """
        kernels     Vector API, 512 bits, 2 threads
          /undo                    take the last question back
        temp        0.7
        no columns, but more than there is room for\
        """;
    assertThat(MessageWrap.rows(rows, 32))
        .isEqualTo(
            """
            kernels     Vector API, 512
                        bits, 2 threads
              /undo                    take
                the last question back
            temp        0.7
            no columns, but more than there
            is room for\
            """);
    assertThat(MessageWrap.rows(rows, 80)).isEqualTo(rows);
  }

  @Test
  void aNarrowTableBreaksBetweenItsCells() {
    Table table = new Table("MODEL", "WEIGHTS", "WRITES AT MOST", "READS ABOUT");
    table.add("8 billion", "4.2 GiB", "17.8 tokens/s", "97 tokens/s");
    table.add("70 billion", "a cell that is wider than the line by itself", "", "9 tokens/s");
    table.remark("Weights are read again and again");
    assertThat(table.lines(30))
        .containsExactly(
            "MODEL",
            "  WEIGHTS  WRITES AT MOST",
            "  READS ABOUT",
            "8 billion",
            "  4.2 GiB  17.8 tokens/s",
            "  97 tokens/s",
            "70 billion",
            "  a cell that is wider than",
            "  the line by itself",
            "  9 tokens/s",
            "  Weights are read again and",
            "  again");
    assertThat(table.lines(0)).hasSize(4);
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
