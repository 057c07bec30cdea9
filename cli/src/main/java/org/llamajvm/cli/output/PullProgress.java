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

  private final Streams streams;
  private final String label;
  private final StatusLine line;
  private long total;
  private long done;
  private long begun;
  private long beginning;
  private long drawn;
  private double rate;

  /**
   * Shows nothing until it is known what comes.
   *
   * @param label what is fetched
   * @param columns cells of a line of the window
   */
  public PullProgress(Streams streams, String label, int columns) {
    this.streams = streams;
    this.label = label;
    line = new StatusLine(streams, columns);
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
    line.wipe();
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
    String figures =
        String.format(
            Locale.ROOT,
            "%3d%%  %s/s%s",
            100 * done / total,
            Sizes.text((long) rate),
            now - begun > SETTLING.toNanos() ? "  " + rest() + " left" : "");
    line.draw("", done, total, figures);
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

  /** Wipes the line out. */
  @Override
  public synchronized void close() {
    line.wipe();
  }
}
