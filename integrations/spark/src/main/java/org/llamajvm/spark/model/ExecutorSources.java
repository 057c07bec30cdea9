package org.llamajvm.spark.model;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.metrics.MetricsSystem;
import org.llamajvm.models.Scheduler;

/**
 * The sources of the open models of this JVM in Spark's metric system. Spark knows a source by its
 * name: it ignores a second one of the same name, and with one it removes all whose names begin
 * alike. Safe to share between threads.
 */
final class ExecutorSources {

  private final List<ExecutorSource> open = new ArrayList<>();

  /**
   * Shows what a model does.
   *
   * @param model name of its directory or file
   */
  synchronized ExecutorSource add(MetricsSystem system, String model, Scheduler scheduler) {
    ExecutorSource source = new ExecutorSource(scheduler, freeName("llama." + model));
    open.add(source);
    system.registerSource(source);
    return source;
  }

  private String freeName(String name) {
    String free = name;
    for (int number = 2; isTaken(free); number++) {
      free = name + "-" + number;
    }
    return free;
  }

  private boolean isTaken(String name) {
    return open.stream().anyMatch(source -> source.sourceName().equals(name));
  }

  /** Ends it, and brings back those that Spark removes with it. */
  synchronized void remove(MetricsSystem system, ExecutorSource source) {
    open.remove(source);
    system.removeSource(source);
    for (ExecutorSource other : open) {
      if (other.sourceName().startsWith(source.sourceName())) {
        system.removeSource(other);
        system.registerSource(other);
      }
    }
  }
}
