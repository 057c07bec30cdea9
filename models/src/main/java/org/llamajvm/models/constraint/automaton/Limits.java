package org.llamajvm.models.constraint.automaton;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Bounds of what a grammar may cost to compile, and of what a byte of a text may cost. One thread
 * at a time, and the same one from {@link #start} on.
 */
public final class Limits {

  /** Parts of a grammar. */
  private static final int MOST_NODES = 400_000;

  /** Ways to read a text that are looked at for one byte. */
  private static final int MOST_READINGS = 20_000;

  /** So many of them at each byte are as usual. */
  private static final int USUAL_READINGS = 100;

  /** What is beyond the usual ones, for all bytes of a text together. */
  private static final int MOST_READINGS_OF_TEXT = 10_000_000;

  /** So much work is done between two looks at the clock. */
  private static final int CHECK_TIME = 256;

  private final LongSupplier clock;
  private long allowed;
  private long deadline;
  private boolean limited;
  private boolean begun;
  private int work;
  private int readings;
  private int readingsOfText;

  /**
   * Without a limit of time.
   *
   * @param clock nanoseconds since some moment
   */
  Limits(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * From now on, and not longer than this.
   *
   * @param time that this thread computes; it does not count while the thread waits for a processor
   */
  void start(Duration time) {
    allowed = time.toNanos();
    limited = true;
    begun = false;
    work = 0;
  }

  /** The same, and the time begins before any work is done. */
  void startNow(Duration time) {
    start(time);
    begin(clock.getAsLong());
  }

  private void begin(long now) {
    deadline = now + allowed;
    begun = true;
  }

  /** No limit of time any more. */
  public void stop() {
    limited = false;
  }

  /**
   * Checks the bounds.
   *
   * @param nodes that there are
   * @throws TooComplexException if there are too many, or the time is over
   */
  void check(int nodes) {
    if (!limited) {
      return;
    }
    if (nodes > MOST_NODES) {
      throw new TooComplexException("more than %d parts".formatted(MOST_NODES));
    }
    checkTime();
  }

  /**
   * Checks the time, now and then. The clock is not looked at before some work is done.
   *
   * @throws TooLongException if the time is over
   */
  public void checkTime() {
    checkTime(1);
  }

  /**
   * The same after more work than usual.
   *
   * @param amount of work that was done, or is done next, as a multiple of a microsecond or so
   * @throws TooLongException if the time is over
   */
  public void checkTime(int amount) {
    if (!limited) {
      return;
    }
    work += Math.min(amount, CHECK_TIME);
    if (work < CHECK_TIME) {
      return;
    }
    work = 0;
    long now = clock.getAsLong();
    if (!begun) {
      begin(now);
    } else if (now > deadline) {
      throw new TooLongException(
          "it takes too long: more than %d ms of computing"
              .formatted(Duration.ofNanos(allowed).toMillis()));
    }
  }

  /** Another text is read. */
  public void beginText() {
    readingsOfText = 0;
  }

  /** Another byte is read. */
  void beginByte() {
    readings = 0;
  }

  /**
   * A way to read the text up to this byte is looked at.
   *
   * @throws TooComplexException if there are too many, for the byte or for the text, or the time is
   *     over
   */
  void countReading() {
    if (++readings > MOST_READINGS) {
      throw tooAmbiguous();
    }
    if (readings > USUAL_READINGS && ++readingsOfText > MOST_READINGS_OF_TEXT) {
      throw new TooComplexException(
          "the text up to here could be read in more than %d ways, counted at each byte; the rules"
                  .formatted(MOST_READINGS_OF_TEXT)
              + " must be less ambiguous");
    }
    checkTime();
  }

  /** A text can be read in too many ways. */
  static TooComplexException tooAmbiguous() {
    return new TooComplexException(
        "the text can be read in too many ways; the rules must be less ambiguous");
  }
}
