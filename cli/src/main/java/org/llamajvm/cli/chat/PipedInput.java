package org.llamajvm.cli.chat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.llamajvm.cli.option.NotTextException;
import org.llamajvm.cli.option.Utf8Lines;
import org.llamajvm.engine.generate.Cancellation;

/**
 * Turns from a pipe or a file: one a line, or several lines by the rules of {@link Block}. Where
 * the input ends, an open line or block ends too. Lines are read by a thread of their own, because
 * nothing calls a thread away from a pipe.
 */
public final class PipedInput implements Input {

  private final Utf8Lines lines;
  private final Interruptible thread = new Interruptible();
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

  /**
   * Reads UTF-8.
   *
   * @param in borrowed
   */
  public PipedInput(InputStream in) {
    this.lines = new Utf8Lines(in);
  }

  @Override
  public Optional<String> read() throws IOException {
    return thread.await(this::awaitTurn);
  }

  private Optional<String> awaitTurn() throws IOException {
    try {
      return reader.submit(this::readTurn).get();
    } catch (InterruptedException _) {
      return Optional.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NotTextException notText) {
        throw notText;
      }
      throw new IOException("Cannot read the input: " + e.getCause().getMessage(), e);
    }
  }

  private Optional<String> readTurn() throws IOException {
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
    lines.check();
    return Optional.of(typed.toString());
  }

  @Override
  public <T> T cancellable(Function<Cancellation, T> task) {
    return thread.answer(task);
  }

  @Override
  public void interrupt() {
    thread.interrupt();
  }

  @Override
  public boolean isInterrupted() {
    return thread.isInterrupted();
  }

  @Override
  public int columns() {
    return 0;
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }
}
