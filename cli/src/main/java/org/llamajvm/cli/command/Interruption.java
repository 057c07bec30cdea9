package org.llamajvm.cli.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.llamajvm.engine.generate.Cancellation;

/**
 * Lets Ctrl-C, or the system, end a task in good order. The JVM answers the signal by shutting
 * down, after Ctrl-C with exit code 130; while this is open, it first cancels the task and waits
 * until what was made has been printed.
 */
final class Interruption implements AutoCloseable {

  private static final int LONGEST_WAIT_SECONDS = 10;

  private final Cancellation cancellation = new Cancellation();
  private final CountDownLatch printed = new CountDownLatch(1);
  private final Runnable cancel;
  private final Thread hook = new Thread(this::interrupt, "llama-interruption");

  private Interruption(Runnable cancel) {
    this.cancel = cancel;
  }

  /** Begins to listen. */
  static Interruption open() {
    return open(() -> {});
  }

  /**
   * Begins to listen.
   *
   * @param cancel runs besides the cancellation
   */
  static Interruption open(Runnable cancel) {
    Interruption interruption = new Interruption(cancel);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** What Ctrl-C cancels. */
  Cancellation cancellation() {
    return cancellation;
  }

  private void interrupt() {
    cancellation.cancel();
    cancel.run();
    try {
      if (!printed.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("llama: the task did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Everything is printed. */
  @Override
  public void close() {
    printed.countDown();
    stopListening();
  }

  /** Returns whether there was no shutdown yet: after its begin, the hook cannot be taken back. */
  private boolean stopListening() {
    try {
      return Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      return false;
    }
  }
}
