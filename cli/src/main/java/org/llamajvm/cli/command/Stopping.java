package org.llamajvm.cli.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;
import org.llamajvm.cli.ExitCode;

/**
 * Waits for Ctrl-C or the system to ask for the end, and lets the program end in good order. Who
 * asks again does not want to wait: the process ends at once.
 */
final class Stopping implements AutoCloseable {

  private static final String INTERRUPT = "INT";
  private static final String TERMINATE = "TERM";
  private static final int TERMINATED = 143;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private final Object beforeInterrupt;
  private final Object beforeTerminate;

  private Stopping() {
    beforeInterrupt = Signals.register(INTERRUPT, () -> ask(true));
    beforeTerminate = Signals.register(TERMINATE, () -> ask(false));
  }

  /** Begins to listen to signals. */
  static Stopping open() {
    return new Stopping();
  }

  private void ask(boolean byInterrupt) {
    if (asked.getCount() == 0) {
      Runtime.getRuntime().halt(byInterrupt ? ExitCode.INTERRUPTED : TERMINATED);
    }
    interrupted.set(byInterrupt);
    asked.countDown();
  }

  /**
   * Waits until somebody asks.
   *
   * @return the exit code of a process that was asked so
   * @throws InterruptedException if the thread is interrupted
   */
  int await() throws InterruptedException {
    asked.await();
    return interrupted.get() ? ExitCode.INTERRUPTED : ExitCode.DONE;
  }

  @Override
  public void close() {
    Signals.unregister(INTERRUPT, beforeInterrupt);
    Signals.unregister(TERMINATE, beforeTerminate);
  }
}
