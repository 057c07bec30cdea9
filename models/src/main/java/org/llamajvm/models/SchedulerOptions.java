package org.llamajvm.models;

import java.util.OptionalLong;

/**
 * How a {@link Scheduler} deals with many requests.
 *
 * @param maxRunning the most requests that are processed and answered at once
 * @param maxWaiting the most requests that wait when as many are answered; further ones are refused
 * @param cacheBytes the most memory for keys and values of ended requests, kept for prompts that
 *     begin alike; empty for the whole KV budget if the model's options name one, else for as much
 *     as {@code maxRunning} full contexts take, at most an eighth of the machine's memory
 */
public record SchedulerOptions(int maxRunning, int maxWaiting, OptionalLong cacheBytes) {

  /** How many requests run at once unless it is said otherwise. */
  public static final int DEFAULT_MAX_RUNNING = 16;

  /** How many requests wait at most unless it is said otherwise. */
  public static final int DEFAULT_MAX_WAITING = 256;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if nothing may run, or a number is negative
   */
  public SchedulerOptions {
    if (maxRunning < 1) {
      throw new IllegalArgumentException("At least 1 request must run, not " + maxRunning);
    }
    if (maxWaiting < 0) {
      throw new IllegalArgumentException("The queue must hold 0 or more, not " + maxWaiting);
    }
    if (cacheBytes.isPresent() && cacheBytes.getAsLong() < 0) {
      throw new IllegalArgumentException(
          "The cache must have 0 bytes or more, not " + cacheBytes.getAsLong());
    }
  }

  /** At most 16 requests at once, 256 in the queue. */
  public static SchedulerOptions defaults() {
    return new SchedulerOptions(DEFAULT_MAX_RUNNING, DEFAULT_MAX_WAITING, OptionalLong.empty());
  }

  /** The same with so many requests at once. */
  public SchedulerOptions withMaxRunning(int value) {
    return new SchedulerOptions(value, maxWaiting, cacheBytes);
  }

  /** The same with another queue. */
  public SchedulerOptions withMaxWaiting(int value) {
    return new SchedulerOptions(maxRunning, value, cacheBytes);
  }

  /** The same with so much memory for what ended requests leave; 0 for none. */
  public SchedulerOptions withCacheBytes(long value) {
    return new SchedulerOptions(maxRunning, maxWaiting, OptionalLong.of(value));
  }
}
