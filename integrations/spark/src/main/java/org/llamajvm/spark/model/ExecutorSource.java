package org.llamajvm.spark.model;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.function.ToDoubleFunction;
import org.apache.spark.metrics.source.Source;
import org.llamajvm.models.Scheduler;
import org.llamajvm.models.SchedulerStatus;

/** What a model does, in Spark's metric system, as the source {@code llama}. */
final class ExecutorSource implements Source {

  private static final double NANOS = 1e9;

  private final MetricRegistry registry = new MetricRegistry();
  private final Scheduler scheduler;
  private final long opened = System.nanoTime();

  ExecutorSource(Scheduler scheduler, String model) {
    this.scheduler = scheduler;
    add(model, "rows.running", SchedulerStatus::running);
    add(model, "rows.waiting", SchedulerStatus::waiting);
    add(model, "rows.completed", status -> status.totals().completed());
    add(model, "rows.cancelled", status -> status.totals().cancelled());
    add(model, "rows.failed", status -> status.totals().failed());
    add(model, "tokens.prompt", status -> status.totals().promptTokens());
    add(model, "tokens.cached", status -> status.totals().cachedTokens());
    add(model, "tokens.generated", status -> status.totals().generatedTokens());
    add(model, "tokens.perSecond", status -> status.totals().generatedTokens() / seconds());
    add(model, "batch.occupancy", status -> occupancy(status.totals()));
  }

  private void add(String model, String name, ToDoubleFunction<SchedulerStatus> value) {
    registry.register(
        MetricRegistry.name(model, name),
        (Gauge<Double>) () -> value.applyAsDouble(scheduler.status()));
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
    return "llama";
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }
}
