package org.llamajvm.cli.output;

import java.time.Duration;
import java.util.Locale;

/**
 * One line on standard error that shows how far a task is, with the time that is left. Shown on a
 * terminal only, redrawn a few times a second, and gone when it is closed. One thread at a time.
 */
public final class ProgressBar implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(150);

  private final Streams streams;
  private final String label;
  private final String unit;
  private final StatusLine line;
  private final long start = System.nanoTime();
  private long drawn = Long.MIN_VALUE;

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
    line = new StatusLine(streams, Window.columns());
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
    String figures =
        String.format(
            Locale.ROOT,
            "%d/%d %s, %.0f/s, %.0f s left",
            done,
            total,
            unit,
            done / Math.max(seconds, 1e-9),
            done == 0 ? 0 : seconds * (total - done) / done);
    line.draw(label, done, total, figures);
  }

  /** Wipes the line out; the next update draws it again. */
  public void wipe() {
    line.wipe();
  }

  /** Wipes the line out. */
  @Override
  public void close() {
    wipe();
  }
}
