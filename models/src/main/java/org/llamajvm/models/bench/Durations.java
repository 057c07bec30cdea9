package org.llamajvm.models.bench;

import java.time.Duration;
import java.util.Arrays;

/** Many times, and how long the longer ones are. */
final class Durations {

  private long[] nanos = new long[1024];
  private int count;

  void add(long time) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = time;
  }

  /** What so many of a hundred times do not exceed. */
  Duration percentile(int percent) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return count == 0
        ? Duration.ZERO
        : Duration.ofNanos(sorted[Math.min(count - 1, count * percent / 100)]);
  }

  @Override
  public String toString() {
    return "p50 %s p99 %s".formatted(show(percentile(50)), show(percentile(99)));
  }

  private static String show(Duration time) {
    double micros = time.toNanos() / 1e3;
    return micros < 1000
        ? String.format(java.util.Locale.ROOT, "%.1f us", micros)
        : String.format(java.util.Locale.ROOT, "%.2f ms", micros / 1e3);
  }
}
