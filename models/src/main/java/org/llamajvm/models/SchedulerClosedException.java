package org.llamajvm.models;

/** A {@link Scheduler} takes no requests any more: it drains or is closed. */
public final class SchedulerClosedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  SchedulerClosedException() {
    super("The scheduler takes no more requests");
  }
}
