package org.llamajvm.convert.write;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Something that is being worked on.
 *
 * @param future gives its result
 */
record Pending<T>(Future<T> future) {

  /**
   * Waits for the result.
   *
   * @throws IOException if there is none, or the thread was interrupted
   */
  T result() throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw asIoException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted", e);
    }
  }

  /** A file that is mapped and becomes shorter shows as an error of the machine. */
  private static IOException asIoException(Throwable cause) {
    return switch (cause) {
      case IOException problem -> problem;
      case RuntimeException problem -> throw problem;
      default -> new IOException("Reading failed: " + cause.getMessage(), cause);
    };
  }

  /** Waits until nobody works on it any more. */
  void await() {
    boolean interrupted = false;
    while (!future.isDone()) {
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
