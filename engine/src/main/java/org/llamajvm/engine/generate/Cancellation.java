package org.llamajvm.engine.generate;

/** Lets any thread end a generation after the step that it is at. */
public final class Cancellation {

  private volatile boolean cancelled;

  /** Not cancelled yet. */
  public Cancellation() {}

  /** Ends the generation that looks at this, and every later one. */
  public void cancel() {
    cancelled = true;
  }

  /** Whether {@link #cancel()} was called. */
  public boolean isCancelled() {
    return cancelled;
  }
}
