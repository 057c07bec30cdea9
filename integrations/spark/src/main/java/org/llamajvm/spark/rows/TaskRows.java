package org.llamajvm.spark.rows;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;
import org.llamajvm.spark.metrics.GenerationMetrics;
import org.llamajvm.spark.model.ExecutorModel;
import org.llamajvm.spark.model.ExecutorModels;
import org.llamajvm.spark.settings.Setting;
import org.llamajvm.spark.settings.Settings;

/**
 * Answers the rows of one task, by the model that it shares with other tasks of the JVM. Not safe
 * for use by several threads.
 */
public final class TaskRows implements AutoCloseable {

  /**
   * Rows in flight for each that is answered. They leave in order: behind a long answer so many
   * shorter ones may be done that fewer would let the batch run dry when few tasks are left.
   */
  private static final int BATCHES = 4;

  private final ExecutorModels.Lease lease;
  private final ExecutorModel model;
  private final RowRequests requests;
  private final ResultColumn column;
  private final RowFaults faults;
  private final GenerationMetrics metrics;
  private final BooleanSupplier killed;
  private final int size;
  private RowWindow window;

  private TaskRows(
      ExecutorModels.Lease lease,
      Settings settings,
      GenerationMetrics metrics,
      String asker,
      long rank,
      BooleanSupplier killed)
      throws IOException {
    this.lease = lease;
    this.metrics = metrics;
    this.killed = killed;
    model = model(lease);
    requests = new RowRequests(model, settings, asker, rank);
    column = ResultColumn.of(settings);
    faults = new RowFaults(settings.flag(Setting.FAIL_ON_ERROR), column);
    size =
        settings
            .count(Setting.WINDOW)
            .orElse(BATCHES * settings.count(Setting.CONCURRENCY).orElseThrow());
  }

  /**
   * Begins to use the model for a task; ends with the task. Stages take turns, but of the tasks of
   * one the oldest goes first: if they took turns, those that began together would also end
   * together, and the batch would run dry before Spark sends the next ones.
   *
   * @throws IOException if the model cannot be opened
   */
  public static TaskRows ofTask(TaskContext task, Settings settings, GenerationMetrics metrics)
      throws IOException {
    String stage = "stage " + task.stageId();
    TaskRows rows = open(settings, metrics, stage, task.taskAttemptId(), task::isInterrupted);
    TaskCompletionListener end = _ -> rows.close();
    task.addTaskCompletionListener(end);
    return rows;
  }

  /**
   * Begins to use the model where there is no task: Spark computes some rows in the driver.
   *
   * @throws IOException if the model cannot be opened
   */
  public static TaskRows ofDriver(Settings settings, GenerationMetrics metrics) throws IOException {
    return open(settings, metrics, "driver", 0, () -> false);
  }

  private static TaskRows open(
      Settings settings, GenerationMetrics metrics, String asker, long rank, BooleanSupplier killed)
      throws IOException {
    ExecutorModels.Lease lease = ExecutorModels.ofThisJvm().acquire(settings);
    try {
      return new TaskRows(lease, settings, metrics, asker, rank, killed);
    } catch (IOException | RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  private static ExecutorModel model(ExecutorModels.Lease lease) throws IOException {
    try {
      return lease.model();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new TaskKilledException("The task was interrupted while the model was being opened");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new IOException("The model cannot be opened: " + cause.getMessage(), cause);
    }
  }

  /**
   * The rows with their results, several in flight.
   *
   * @param rows whose last columns are read, see {@link GenerateRows#READ}
   */
  public Iterator<Row> answers(Iterator<Row> rows) {
    window = new RowWindow(rows, model, requests, column, faults, metrics, killed, size);
    return window;
  }

  /** The result of one row, which is waited for; null if there is no prompt. */
  public Row answer(Object prompt, Object options) {
    Row row = RowFactory.create(prompt, null, options);
    return answers(List.of(row).iterator()).next().getStruct(0);
  }

  /** Ends what is in flight, and the use of the model. May be called again. */
  @Override
  public void close() {
    if (window != null) {
      window.cancel();
    }
    lease.close();
  }
}
