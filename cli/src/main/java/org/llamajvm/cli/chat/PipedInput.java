package org.llamajvm.cli.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.llamajvm.engine.generate.Cancellation;

/** Turns from a pipe or a file: one a line, or several lines by the rules of {@link Block}. */
public final class PipedInput implements Input {

  private final BufferedReader lines;
  private final Cancellation cancellation;

  /**
   * Reads UTF-8.
   *
   * @param in borrowed
   * @param cancellation ends the whole conversation
   */
  public PipedInput(InputStream in, Cancellation cancellation) {
    this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.cancellation = cancellation;
  }

  @Override
  public Optional<String> read() throws IOException {
    String text = lines.readLine();
    if (text == null) {
      return Optional.empty();
    }
    StringBuilder typed = new StringBuilder(text);
    while (!Block.isComplete(typed.toString())) {
      String more = lines.readLine();
      if (more == null) {
        break;
      }
      typed.append('\n').append(more);
    }
    return Optional.of(typed.toString());
  }

  @Override
  public <T> T cancellable(Function<Cancellation, T> task) {
    return task.apply(cancellation);
  }

  @Override
  public boolean isInterrupted() {
    return cancellation.isCancelled();
  }

  @Override
  public void close() {}
}
