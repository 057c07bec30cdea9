package org.llamajvm.cli.output;

import org.llamajvm.convert.files.Progress;

/** Shows work on bytes as a progress bar in mebibytes. */
public final class ByteProgress implements Progress, AutoCloseable {

  private final Streams streams;
  private ProgressBar bar;
  private long total;
  private long done;

  /** Shows nothing until the work begins. */
  public ByteProgress(Streams streams) {
    this.streams = streams;
  }

  @Override
  public void begin(String what, long bytes) {
    wipe();
    bar = new ProgressBar(streams, what, "MiB");
    total = bytes;
    done = 0;
  }

  @Override
  public void advance(long bytes) {
    done += bytes;
    bar.update(Math.min(done, total) >> 20, total >> 20);
  }

  /** Wipes the bar out; more work draws it again. */
  public void wipe() {
    if (bar != null) {
      bar.wipe();
    }
  }

  /** Wipes the bar out. */
  @Override
  public void close() {
    wipe();
  }
}
