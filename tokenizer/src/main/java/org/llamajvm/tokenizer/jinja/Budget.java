package org.llamajvm.tokenizer.jinja;

import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Meter;

/** What is left of the {@link Limits} of one render. For one thread. */
public final class Budget implements Meter {
  /** Steps after which the clock and the thread are asked. */
  private static final long STEPS_PER_LOOK = 4096;

  private final Limits limits;
  private final long begin = System.nanoTime();
  private long steps;
  private long nextLook;
  private long bytes;
  private int depth;

  /** Begins now, with all of it left. */
  public Budget(Limits limits) {
    this.limits = limits;
  }

  /**
   * Counts an operation that is about to start inside those under way.
   *
   * @throws TemplateException if there are too many
   */
  public void enter() {
    spend(1);
    if (++depth > limits.depth()) {
      throw TemplateException.limit("nested deeper than " + limits.depth() + " levels");
    }
  }

  /** The operation that was entered last has ended. */
  public void leave() {
    depth--;
  }

  @Override
  public void spend(long count) {
    steps += count;
    if (steps > limits.steps()) {
      throw TemplateException.limit("took more than " + limits.steps() + " steps");
    }
    if (steps >= nextLook) {
      nextLook = steps + STEPS_PER_LOOK;
      look();
    }
  }

  private void look() {
    if (Thread.currentThread().isInterrupted()) {
      throw TemplateException.interrupted();
    }
    if (System.nanoTime() - begin > limits.time().toNanos()) {
      throw TemplateException.limit("took longer than " + limits.time().toSeconds() + " s");
    }
  }

  @Override
  public void allocate(long count) {
    bytes += count;
    if (bytes > limits.memory()) {
      throw TemplateException.limit("made more than " + (limits.memory() >> 20) + " MiB of values");
    }
  }

  /**
   * Checks the length of what was written.
   *
   * @throws TemplateException if it is too long
   */
  public void checkOutput(int length) {
    if (length > limits.output()) {
      throw TemplateException.limit("output longer than " + limits.output() + " characters");
    }
  }
}
