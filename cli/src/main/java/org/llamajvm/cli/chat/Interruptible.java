package org.llamajvm.cli.chat;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.llamajvm.engine.generate.Cancellation;

/**
 * The thread of a conversation, which either waits for a turn or answers one: other threads end
 * either.
 */
final class Interruptible {

  private final Thread thread = Thread.currentThread();

  /** Of the answer that is being made, else null; guarded by this, as the others are. */
  private Cancellation answer;

  private boolean waiting;
  private boolean interrupted;

  /** What waits for a turn, and stops when its thread is interrupted. */
  interface Wait {

    /**
     * Waits.
     *
     * @throws IOException if the input cannot be read
     */
    Optional<String> call() throws IOException;
  }

  /** Waits for a turn; there is none when the conversation was interrupted. */
  Optional<String> await(Wait wait) throws IOException {
    synchronized (this) {
      if (interrupted) {
        return Optional.empty();
      }
      waiting = true;
    }
    try {
      return wait.call();
    } finally {
      synchronized (this) {
        waiting = false;
        clearStatus();
      }
    }
  }

  /** An interrupted thread could not write files any more. Returns whether it was one. */
  private static boolean clearStatus() {
    return Thread.interrupted();
  }

  /** Makes an answer. Its thread is interrupted when it is cancelled, and no longer after it. */
  <T> T answer(Function<Cancellation, T> task) {
    Cancellation cancellation = new Cancellation();
    synchronized (this) {
      answer = cancellation;
      if (interrupted) {
        cancelAnswer();
      }
    }
    try {
      return task.apply(cancellation);
    } finally {
      synchronized (this) {
        answer = null;
        clearStatus();
      }
    }
  }

  /** Ends the answer that is being made, if one is: its tokens, or what its template writes. */
  synchronized void cancelAnswer() {
    if (answer != null) {
      answer.cancel();
      thread.interrupt();
    }
  }

  /** Ends the conversation. */
  synchronized void interrupt() {
    interrupted = true;
    cancelAnswer();
    if (waiting) {
      thread.interrupt();
    }
  }

  /** Whether the conversation was ended. */
  synchronized boolean isInterrupted() {
    return interrupted;
  }
}
