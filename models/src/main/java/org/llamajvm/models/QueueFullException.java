package org.llamajvm.models;

/** So many requests wait that a {@link Scheduler} takes no more; some time later it may. */
public final class QueueFullException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  QueueFullException(int maxRunning, int maxWaiting) {
    super(
        "%d requests run and %d wait, as many as may; ask again later"
            .formatted(maxRunning, maxWaiting));
  }
}
