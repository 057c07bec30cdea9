package org.llamajvm.models.constraint.automaton;

import java.time.Duration;

/** Bounds of what a grammar may cost to compile. One thread at a time. */
public final class Limits {

  /** Parts of a grammar. */
  private static final int MOST_NODES = 400_000;

  private static final int CHECK_TIME = 256;

  private long deadline = Long.MAX_VALUE;
  private int calls;

  /** Without a limit of time. */
  Limits() {}

  /** From now on, and not longer than this. */
  void start(Duration time) {
    deadline = System.nanoTime() + time.toNanos();
  }

  /** No limit of time any more. */
  public void stop() {
    deadline = Long.MAX_VALUE;
  }

  /**
   * Checks the bounds.
   *
   * @param nodes that there are
   * @throws TooComplexException if there are too many, or the time is over
   */
  void check(int nodes) {
    if (deadline == Long.MAX_VALUE) {
      return;
    }
    if (nodes > MOST_NODES) {
      throw new TooComplexException("more than %d parts".formatted(MOST_NODES));
    }
    checkTime();
  }

  /**
   * Checks the time, now and then.
   *
   * @throws TooComplexException if the time is over
   */
  public void checkTime() {
    if (++calls % CHECK_TIME == 0 && deadline != Long.MAX_VALUE && System.nanoTime() > deadline) {
      throw new TooComplexException("it takes too long");
    }
  }
}
