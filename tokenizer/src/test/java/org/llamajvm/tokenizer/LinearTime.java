package org.llamajvm.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.IntConsumer;

/**
 * Compares the processor time of a small and a large task, which others on the machine do not
 * lengthen much. What disturbs a measurement only adds to it.
 */
final class LinearTime {

  private static final int TIMES_AS_LARGE = 16;
  private static final int MOST_TIMES_AS_LONG = 64; // quadratic: 256
  private static final int TRIES = 20;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private LinearTime() {}

  /**
   * Fails if a task takes out of proportion when there is more to do.
   *
   * @param task given its size
   * @param small size of the small one
   */
  static void assertLinear(IntConsumer task, int small) {
    task.accept(small * TIMES_AS_LARGE); // compiled from here on: else the small one takes too long
    double least = Double.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      least = Math.min(least, nanos(task, small));
    }
    double most = Double.MAX_VALUE;
    for (int i = 0; i < TRIES && most > MOST_TIMES_AS_LONG * least; i++) {
      most = Math.min(most, nanos(task, small * TIMES_AS_LARGE));
    }
    assertThat(most / least)
        .as("times as long for %d times as much", TIMES_AS_LARGE)
        .isLessThanOrEqualTo(MOST_TIMES_AS_LONG);
  }

  private static double nanos(IntConsumer task, int size) {
    long begin = THREADS.getCurrentThreadCpuTime();
    task.accept(size);
    return Math.max(1, THREADS.getCurrentThreadCpuTime() - begin);
  }
}
