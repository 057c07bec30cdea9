package org.llamajvm.spark.rows;

import java.io.IOException;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.llamajvm.spark.metrics.GenerationMetrics;
import org.llamajvm.spark.settings.Settings;

/**
 * Answers the rows of a partition. The last three columns of a row are the prompt, the key and the
 * options; the result takes their place.
 *
 * @param settings of the job
 * @param metrics that tasks count in
 */
public record GenerateRows(Settings settings, GenerationMetrics metrics)
    implements MapPartitionsFunction<Row, Row> {

  /** Columns that are read and not kept. */
  public static final int READ = 3;

  private static final long serialVersionUID = 1L;

  /**
   * The rows with their results.
   *
   * @throws IOException if the model cannot be opened
   */
  @Override
  public Iterator<Row> call(Iterator<Row> rows) throws IOException {
    if (!rows.hasNext()) {
      return rows; // needs no model
    }
    return TaskRows.ofTask(TaskContext.get(), settings, metrics).answers(rows);
  }
}
