package org.llamajvm.cli.option;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.llamajvm.models.LoadTimes;

/** Says where the time from the start of the process to an open model went. */
final class StartUp {

  private StartUp() {}

  /** One line, to be asked for when the model has just been opened. */
  static String describe(LoadTimes times) {
    long uptime = ManagementFactory.getRuntimeMXBean().getUptime();
    Duration before = Duration.ofMillis(uptime).minus(times.total());
    List<String> parts = new ArrayList<>();
    add(parts, "weights mapped", times.weights());
    add(parts, "copied into the kernels' order", times.placement());
    add(parts, "kernels compiled", times.warmUp());
    add(parts, "tokenizer", times.tokenizer());
    return "%d ms to the command, %d ms to open the model (partly at the same time: %s)"
        .formatted(before.toMillis(), times.total().toMillis(), String.join(", ", parts));
  }

  private static void add(List<String> parts, String what, Duration time) {
    if (!time.isZero()) {
      parts.add("%s %d ms".formatted(what, time.toMillis()));
    }
  }
}
