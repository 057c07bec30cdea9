package org.llamajvm.hub.pull;

import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.llamajvm.hub.HubException;
import org.llamajvm.hub.HubException.Kind;

/** Tries something again that may go right the next time. One thread at a time. */
final class Tries {

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final HubOptions options;
  private final PullListener listener;
  private final BooleanSupplier kept;
  private int failures;
  private boolean reached;

  /** Begins with a hub that has not answered yet; nothing that it says is kept. */
  Tries(HubOptions options, PullListener listener) {
    this(options, listener, false, () -> false);
  }

  /**
   * Begins.
   *
   * @param reached whether the hub has answered before: then it will again
   * @param kept whether something has come that the next pull can use
   */
  Tries(HubOptions options, PullListener listener, boolean reached, BooleanSupplier kept) {
    this.options = options;
    this.reached = reached;
    this.kept = kept;
    this.listener = listener;
  }

  /** Something came: what went wrong before does not count any more. */
  void succeed() {
    failures = 0;
    reached = true;
  }

  /**
   * Waits before the next try.
   *
   * @throws HubException if there were enough, or the hub wants too long a wait
   */
  void fail(TransientException e) throws HubException, InterruptedException {
    if (e.isUnreachable() && !reached) {
      throw new HubException(e.kind(), e.getMessage(), e);
    }
    failures++;
    Duration pause = e.pause().orElseGet(this::backOff);
    if (pause.compareTo(options.longestWait()) > 0) {
      throw new HubException(
          e.kind(),
          "%s: it asks to wait %d s; try again then%s"
              .formatted(e.getMessage(), pause.toSeconds(), orWithToken()),
          e);
    }
    if (failures >= options.tries()) {
      throw new HubException(
          e.kind(), "%s, %d times in a row; %s".formatted(e.getMessage(), failures, advice(e)), e);
    }
    if (pause.compareTo(Duration.ofSeconds(2)) > 0) {
      listener.onNotice("%s; next try in %d s".formatted(e.getMessage(), pause.toSeconds()));
    }
    Thread.sleep(pause);
  }

  private String advice(TransientException e) {
    if (e.kind() == Kind.RATE_LIMITED) {
      return "try again later" + orWithToken();
    }
    return kept.getAsBoolean()
        ? "what has come is kept, and the next pull goes on"
        : "try again later";
  }

  private String orWithToken() {
    return options.token().isEmpty() ? ", or set HF_TOKEN: with a token it allows more" : "";
  }

  private Duration backOff() {
    Duration pause = options.pause().multipliedBy(1L << Math.min(failures - 1, 10));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  /** Something that may have to be tried again. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  /** Does something until it goes right, or has gone wrong too often. */
  <T> T run(Work<T> work) throws IOException, InterruptedException {
    while (true) {
      try {
        return work.run();
      } catch (TransientException e) {
        fail(e);
      }
    }
  }
}
