package org.llamajvm.spark.rows;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.Row;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.models.Answer;
import org.llamajvm.models.Generation;
import org.llamajvm.spark.metrics.GenerationMetrics;
import org.llamajvm.spark.model.ExecutorModel;

/**
 * The rows of a task: a bounded number of them is being answered at any time, and they come out in
 * the order in which they went in. Not safe for use by several threads.
 */
final class RowWindow implements Iterator<Row> {

  /** How often to look whether the task is to end: Spark interrupts the thread only if told to. */
  private static final long POLL_MILLIS = 100;

  private final Iterator<Row> rows;
  private final ExecutorModel model;
  private final RowRequests requests;
  private final ResultColumn column;
  private final RowFaults faults;
  private final GenerationMetrics metrics;
  private final BooleanSupplier killed;
  private final int size;
  private final Deque<Pending> pending = new ArrayDeque<>();

  /**
   * Starts with nothing in flight.
   *
   * @param rows whose last columns are read, see {@link GenerateRows#READ}
   * @param model borrowed
   * @param column of the results
   * @param faults decides what becomes of rows that fail
   * @param killed whether the task is to end
   * @param size the most rows in flight
   */
  RowWindow(
      Iterator<Row> rows,
      ExecutorModel model,
      RowRequests requests,
      ResultColumn column,
      RowFaults faults,
      GenerationMetrics metrics,
      BooleanSupplier killed,
      int size) {
    this.rows = rows;
    this.model = model;
    this.requests = requests;
    this.column = column;
    this.faults = faults;
    this.metrics = metrics;
    this.killed = killed;
    this.size = size;
  }

  /** A row in flight. */
  private sealed interface Pending {

    /** It has its result, or null if it has no prompt. */
    record Done(InputRow row, Row result) implements Pending {}

    /** It is being answered. */
    record Running(InputRow row, Answer answer, boolean limited) implements Pending {}
  }

  @Override
  public boolean hasNext() {
    while (pending.size() < size && rows.hasNext()) {
      pending.add(begin(new InputRow(rows.next())));
    }
    return !pending.isEmpty();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException("The partition has no further row");
    }
    return switch (pending.remove()) {
      case Pending.Done(InputRow row, Row result) -> row.with(result);
      case Pending.Running running -> running.row().with(result(running));
    };
  }

  private Pending begin(InputRow row) {
    if (row.prompt() == null) {
      return new Pending.Done(row, null);
    }
    try {
      RowRequests.Limited request = requests.of(row);
      return new Pending.Running(row, model.submit(request.request()), request.limited());
    } catch (RuntimeException e) {
      return new Pending.Done(row, failed(row, e));
    }
  }

  private Row failed(InputRow row, RuntimeException failure) {
    Row result = faults.result(row, failure);
    count(result);
    return result;
  }

  private Row result(Pending.Running running) {
    try {
      Generation generation = await(running.answer());
      FinishReason reason = reason(generation, running.limited());
      Row result = faults.checked(running.row(), column.of(generation, reason));
      count(result);
      count(generation);
      return result;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        return failed(running.row(), failure);
      }
      throw new IllegalStateException("The model has failed: " + e.getCause(), e.getCause());
    }
  }

  private Generation await(Answer answer) throws ExecutionException {
    if (answer.phase() == Answer.Phase.DONE) {
      return ended(answer);
    }
    CompletableFuture<Generation> future = answer.future();
    while (true) {
      try {
        return future.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        if (killed.getAsBoolean()) {
          throw new TaskKilledException("The task was killed while rows were being answered");
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new TaskKilledException("The task was interrupted while rows were being answered");
      }
    }
  }

  /** Without the thread that a future costs. */
  private static Generation ended(Answer answer) throws ExecutionException {
    try {
      return answer.await();
    } catch (RuntimeException e) {
      throw new ExecutionException(e);
    }
  }

  private static FinishReason reason(Generation generation, boolean limited) {
    boolean full = limited && generation.finishReason() == FinishReason.LENGTH;
    return full ? FinishReason.CONTEXT : generation.finishReason();
  }

  private void count(Row result) {
    metrics.rows().add(1);
    metrics.errors().add(ResultColumn.error(result).isPresent() ? 1 : 0);
  }

  private void count(Generation generation) {
    metrics.promptTokens().add(generation.usage().promptTokens());
    metrics.completionTokens().add(generation.usage().completionTokens());
    metrics.cachedTokens().add(generation.usage().cachedTokens());
  }

  /** Ends the rows in flight. */
  void cancel() {
    for (Pending row : pending) {
      if (row instanceof Pending.Running running) {
        running.answer().cancel();
      }
    }
    pending.clear();
  }
}
