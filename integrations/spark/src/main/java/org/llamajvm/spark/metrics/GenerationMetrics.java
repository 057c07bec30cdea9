package org.llamajvm.spark.metrics;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Counts what the tasks of a job have done, as Spark's accumulators, which its pages show as well.
 * A row that was answered twice, by a task that was tried again or by a speculative one, may be
 * counted twice.
 *
 * @param rows that have an answer or an error
 * @param errors rows that have an error
 * @param promptTokens of all rows
 * @param completionTokens of all rows
 * @param cachedTokens tokens of prompts that needed not be processed, since others began alike
 */
public record GenerationMetrics(
    LongAccumulator rows,
    LongAccumulator errors,
    LongAccumulator promptTokens,
    LongAccumulator completionTokens,
    LongAccumulator cachedTokens)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /** New counters that Spark knows. */
  public static GenerationMetrics register(SparkContext context) {
    return new GenerationMetrics(
        context.longAccumulator("llama rows"),
        context.longAccumulator("llama errors"),
        context.longAccumulator("llama prompt tokens"),
        context.longAccumulator("llama completion tokens"),
        context.longAccumulator("llama cached tokens"));
  }
}
