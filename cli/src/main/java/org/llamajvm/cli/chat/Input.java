package org.llamajvm.cli.chat;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.llamajvm.engine.generate.Cancellation;

/** Where the turns of a conversation come from. */
public interface Input extends AutoCloseable {

  /**
   * The next turn, as it was typed.
   *
   * @return nothing when the input has ended
   * @throws org.llamajvm.cli.option.NotTextException if this turn is not UTF-8; the next one may be
   * @throws IOException if it cannot be read
   */
  Optional<String> read() throws IOException;

  /** Runs a task that Ctrl-C cancels, and not the program. */
  <T> T cancellable(Function<Cancellation, T> task);

  /** Ends the whole conversation and not one answer. May be called by any thread. */
  void interrupt();

  /** Whether the whole conversation was interrupted. */
  boolean isInterrupted();

  /** Cells of a line of the window in which answers are shown; 0 if there is none. */
  int columns();

  @Override
  void close() throws IOException;
}
