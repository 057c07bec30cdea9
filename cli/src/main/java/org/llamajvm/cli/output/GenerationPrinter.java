package org.llamajvm.cli.output;

import org.llamajvm.models.GenerationListener;

/** Prints a completion while it is made, and how far the prompt is before that. */
public final class GenerationPrinter implements GenerationListener, AutoCloseable {

  private final Streams streams;
  private final Runnable outputClosed;
  private final boolean stream;
  private final ProgressBar progress;
  private boolean closed;

  /**
   * Prints to the streams.
   *
   * @param outputClosed runs when nobody reads the output any more
   * @param stream whether to print text at all
   */
  public GenerationPrinter(Streams streams, Runnable outputClosed, boolean stream) {
    this.streams = streams;
    this.outputClosed = outputClosed;
    this.stream = stream;
    this.progress = new ProgressBar(streams, "Prompt", "tokens");
  }

  @Override
  public void onPrompt(int done, int total) {
    if (done < total) {
      progress.update(done, total);
    } else {
      progress.wipe();
    }
  }

  @Override
  public void onText(String text) {
    if (!stream || closed) {
      return;
    }
    streams.out().print(text);
    if (streams.out().checkError()) { // flushes too
      closed = true;
      outputClosed.run();
    }
  }

  /** Whether the reader of the output has gone. */
  public boolean isOutputClosed() {
    return closed;
  }

  /** Takes the progress away. */
  @Override
  public void close() {
    progress.close();
  }
}
