package org.llamajvm.spark.model;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.function.ToDoubleFunction;
import org.apache.spark.metrics.source.Source;
import org.llamajvm.models.Scheduler;
import org.llamajvm.models.SchedulerStatus;

/** What a model does, in Spark's metric system. */
final class ExecutorSource implements Source {

  private static final double NANOS = 1e9;

  private final MetricRegistry registry = new MetricRegistry();
  private final Scheduler scheduler;
  private final String name;
  private final long opened = System.nanoTime();

  /**
   * Watches a scheduler.
   *
   * @param name that no other source has
   */
  ExecutorSource(Scheduler scheduler, String name) {
    this.scheduler = scheduler;
    this.name = name;
    add("rows.running", SchedulerStatus::running);
    add("rows.waiting", SchedulerStatus::waiting);
    add("rows.completed", status -> status.totals().completed());
    add("rows.cancelled", status -> status.totals().cancelled());
    add("rows.failed", status -> status.totals().failed());
    add("tokens.prompt", status -> status.totals().promptTokens());
    add("tokens.cached", status -> status.totals().cachedTokens());
    add("tokens.generated", status -> status.totals().generatedTokens());
    add("tokens.perSecond", status -> status.totals().generatedTokens() / seconds());
    add("batch.occupancy", status -> occupancy(status.totals()));
  }

  private void add(String name, ToDoubleFunction<SchedulerStatus> value) {
    registry.register(name, (Gauge<Double>) () -> value.applyAsDouble(scheduler.status()));
  }

  private double seconds() {
    return (System.nanoTime() - opened) / NANOS;
  }

  /** Tokens that a step has made on average, of as many as it may make. */
  private double occupancy(SchedulerStatus.Totals totals) {
    double places = (double) totals.steps() * scheduler.options().maxRunning();
    return places == 0 ? 0 : totals.generatedTokens() / places;
  }

  @Override
  public String sourceName() {
    return name;
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }
}
