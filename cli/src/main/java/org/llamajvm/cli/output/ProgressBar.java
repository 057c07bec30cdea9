package org.llamajvm.cli.output;

import java.time.Duration;
import java.util.Locale;

/**
 * One line on standard error that shows how far a task is, with the time that is left. Shown on a
 * terminal only, redrawn a few times a second, and gone when it is closed. One thread at a time.
 */
public final class ProgressBar implements AutoCloseable {

  private static final int WIDTH = 30;
  private static final Duration PAUSE = Duration.ofMillis(150);

  private final Streams streams;
  private final String label;
  private final String unit;
  private final long start = System.nanoTime();
  private long drawn = Long.MIN_VALUE;
  private int length;

  /**
   * Begins a task; nothing is drawn yet.
   *
   * @param label what is done
   * @param unit what is counted, plural
   */
  public ProgressBar(Streams streams, String label, String unit) {
    this.streams = streams;
    this.label = label;
    this.unit = unit;
  }

  /** Says how far the task is. */
  public void update(long done, long total) {
    long now = System.nanoTime();
    boolean soon = drawn != Long.MIN_VALUE && now - drawn < PAUSE.toNanos();
    if (!streams.errIsTerminal() || total <= 0 || (soon && done < total)) {
      return;
    }
    drawn = now;
    double seconds = (now - start) / 1e9;
    int filled = (int) (WIDTH * done / total);
    String line =
        String.format(
            Locale.ROOT,
            "%s [%s%s] %d/%d %s, %.0f/s, %.0f s left",
            label,
            "#".repeat(filled),
            ".".repeat(WIDTH - filled),
            done,
            total,
            unit,
            done / Math.max(seconds, 1e-9),
            done == 0 ? 0 : seconds * (total - done) / done);
    String blanks = " ".repeat(Math.max(0, length - line.length()));
    length = line.length();
    streams.err().print("\r" + line + blanks);
    streams.err().flush();
  }

  /** Wipes the line out; the next update draws it again. */
  public void wipe() {
    if (length > 0) {
      streams.err().print("\r" + " ".repeat(length) + "\r");
      streams.err().flush();
      length = 0;
    }
  }

  /** Wipes the line out. */
  @Override
  public void close() {
    wipe();
  }
}
