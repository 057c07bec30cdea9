package org.llamajvm.benchmarks.load;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts what came back, and how long it took. Safe to share between threads. */
final class Tally {

  /** Times go into buckets, each this much wider than the one before. */
  private static final double STEP = 1.05;

  private static final int BUCKETS = 500;
  private static final double SHORTEST = 1_000; // nanoseconds

  private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();
  private final AtomicLongArray gaps = new AtomicLongArray(BUCKETS);
  private final AtomicLongArray firsts = new AtomicLongArray(BUCKETS);

  /** Something has happened that was asked for. */
  void count(String what) {
    counts.computeIfAbsent(what, _ -> new LongAdder()).increment();
  }

  /** Something has happened that nobody asked for. */
  void unexpected(String what) {
    count("UNEXPECTED " + what);
  }

  /** Time between two tokens of an answer, in nanoseconds. */
  void gap(long nanos) {
    gaps.incrementAndGet(bucket(nanos));
  }

  /** Time from a request to its first token, in nanoseconds. */
  void first(long nanos) {
    firsts.incrementAndGet(bucket(nanos));
  }

  boolean isClean() {
    return counts.keySet().stream().noneMatch(what -> what.startsWith("UNEXPECTED"));
  }

  /** A line for each count, then the times. */
  String report() {
    StringBuilder text = new StringBuilder();
    counts.forEach((what, count) -> text.append("%9d  %s%n".formatted(count.sum(), what)));
    text.append(
        "time between tokens: median %.1f ms, p99 %.1f ms, ratio %.2f%n"
            .formatted(
                millis(gaps, 0.5), millis(gaps, 0.99), millis(gaps, 0.99) / millis(gaps, 0.5)));
    text.append(
        "time to first token: median %.0f ms, p99 %.0f ms%n"
            .formatted(millis(firsts, 0.5), millis(firsts, 0.99)));
    return text.toString();
  }

  private static int bucket(long nanos) {
    double steps = Math.log(Math.max((double) nanos, SHORTEST) / SHORTEST) / Math.log(STEP);
    return Math.min((int) steps, BUCKETS - 1);
  }

  private static double millis(AtomicLongArray times, double share) {
    long all = 0;
    for (int i = 0; i < BUCKETS; i++) {
      all += times.get(i);
    }
    long before = 0;
    int bucket = 0;
    while (bucket < BUCKETS - 1 && before + times.get(bucket) <= share * all) {
      before += times.get(bucket++);
    }
    return SHORTEST * Math.pow(STEP, bucket + 0.5) / 1e6;
  }
}
