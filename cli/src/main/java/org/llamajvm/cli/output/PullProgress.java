package org.llamajvm.cli.output;

import java.time.Duration;
import java.util.Locale;
import org.llamajvm.hub.pull.PullListener;

/**
 * Shows a pull as one line on standard error: how much has come, how fast, and how long the rest
 * will take. Where nobody watches, only notices are printed. Safe to share between threads.
 */
public final class PullProgress implements PullListener, AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration SETTLING = Duration.ofSeconds(3);
  private static final int LONGEST_BAR = 30;
  private static final int SHORTEST_BAR = 5;

  private final Streams streams;
  private final String label;
  private final int columns;
  private long total;
  private long done;
  private long begun;
  private long beginning;
  private long drawn;
  private double rate;
  private boolean visible;

  /**
   * Shows nothing until it is known what comes.
   *
   * @param label what is fetched
   * @param columns cells of a line of the window
   */
  public PullProgress(Streams streams, String label, int columns) {
    this.streams = streams;
    this.label = label;
    this.columns = columns;
  }

  @Override
  public synchronized void onPlan(int files, long bytes, long there) {
    total = bytes;
    done = there;
    beginning = there;
    begun = System.nanoTime();
    if (files > 0 && streams.errIsTerminal()) {
      String rest = there > 0 ? ", of which %s are here".formatted(Sizes.text(there)) : "";
      streams.info(
          "Fetching %s of %s in %s%s"
              .formatted(Sizes.text(bytes), label, Plural.of(files, "file"), rest));
    }
  }

  @Override
  public synchronized void onBytes(long bytes) {
    done += bytes;
    if (bytes < 0) { // what is fetched again was not fetched before
      beginning += bytes;
    }
    draw();
  }

  @Override
  public synchronized void onNotice(String sentence) {
    wipe();
    streams.warn(sentence);
  }

  private void draw() {
    long now = System.nanoTime();
    if (!streams.errIsTerminal() || total <= 0 || now - drawn < PAUSE.toNanos()) {
      return;
    }
    double seconds = (now - begun) / 1e9;
    rate = (done - beginning) / Math.max(seconds, 1e-3);
    drawn = now;
    streams.err().print("\r" + line() + "\u001b[K");
    streams.err().flush();
    visible = true;
  }

  private String line() {
    long percent = 100 * done / total;
    String figures =
        String.format(
            Locale.ROOT,
            "%3d%%  %s/s%s",
            percent,
            Sizes.text((long) rate),
            System.nanoTime() - begun > SETTLING.toNanos() ? "  " + rest() + " left" : "");
    int bar = Math.min(LONGEST_BAR, columns - figures.length() - 5);
    if (bar < SHORTEST_BAR) {
      return figures.substring(0, Math.min(figures.length(), columns - 1));
    }
    int filled = (int) (bar * Math.min(done, total) / total);
    return "[%s%s]  %s".formatted("#".repeat(filled), ".".repeat(bar - filled), figures);
  }

  private String rest() {
    long seconds = (long) ((total - done) / Math.max(rate, 1));
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? "%d min %02d s".formatted(seconds / 60, seconds % 60)
        : "%d h %02d min".formatted(seconds / 3600, seconds / 60 % 60);
  }

  private void wipe() {
    if (visible) {
      streams.err().print("\r\u001b[K");
      streams.err().flush();
      visible = false;
    }
  }

  /** Wipes the line out. */
  @Override
  public synchronized void close() {
    wipe();
  }
}
