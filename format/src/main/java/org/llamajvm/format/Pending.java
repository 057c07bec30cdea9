package org.llamajvm.format;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * A value that another thread is working on.
 *
 * @param future gives the value
 * @param <T> the type of the value
 */
public record Pending<T>(Future<T> future) {

  /**
   * Starts a thread for the work.
   *
   * @param name of the thread, which does not keep the program alive
   * @param work throws nothing but unchecked exceptions and IOException
   */
  public static <T> Pending<T> start(String name, Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().name(name).start(task);
    return new Pending<>(task);
  }

  /**
   * Waits for the value.
   *
   * @throws IOException if the work threw it, the file it read became shorter, or this thread was
   *     interrupted, which it still is then
   */
  public T result() throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw asIoException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted", e);
    }
  }

  /**
   * Waits for the value, whatever interrupts the waiting; the interruption is kept.
   *
   * @throws IOException as {@link #result} does, except for an interruption
   */
  public T uninterrupted() throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw asIoException(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A file that is mapped and becomes shorter shows as an error of the machine. */
  private static IOException asIoException(Throwable cause) {
    return switch (cause) {
      case IOException problem -> problem;
      case RuntimeException problem -> throw problem;
      case InternalError fault -> new IOException("Reading failed: " + fault.getMessage(), fault);
      case Error error -> throw error;
      default -> new IOException(cause);
    };
  }

  /** Waits until nobody works on it any more. */
  public void await() {
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
