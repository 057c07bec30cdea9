package org.llamajvm.spark.sql;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.llamajvm.spark.metrics.GenerationMetrics;
import org.llamajvm.spark.rows.TaskRows;
import org.llamajvm.spark.settings.Settings;
import scala.runtime.AbstractFunction2;

/**
 * What a call of the function does for one row: waits for its answer. {@link ExtractCalls} puts
 * something quicker in its place wherever it can.
 */
final class GenerateCall extends AbstractFunction2<Object, Object, Row> implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Settings settings;
  private final GenerationMetrics metrics;

  /** What the task uses that calls at present; each task has its own copy of the call. */
  private transient TaskRows rows;

  GenerateCall(Settings settings, GenerationMetrics metrics) {
    this.settings = settings;
    this.metrics = metrics;
  }

  Settings settings() {
    return settings;
  }

  GenerationMetrics metrics() {
    return metrics;
  }

  @Override
  public Row apply(Object prompt, Object options) {
    TaskContext task = TaskContext.get();
    try {
      if (task == null) {
        try (TaskRows once = TaskRows.ofDriver(settings, metrics)) {
          return once.answer(prompt, options);
        }
      }
      if (rows == null) {
        rows = TaskRows.ofTask(task, settings, metrics);
      }
      return rows.answer(prompt, options);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
