package org.llamajvm.models.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.llamajvm.engine.cache.Sequence;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.engine.generate.Timings;
import org.llamajvm.engine.model.BoundModel;
import org.llamajvm.engine.parallel.WorkerPool;

/**
 * Runs jobs of many threads in the steps of one. Whoever is being answered gets a token in every
 * step; prompts get what time is left. A job begins when there are pages for its prompt and all of
 * its answer, so that it never has to be taken back. Safe to share between threads.
 *
 * @param <J> type of the jobs
 */
public final class StepLoop<J extends Job> implements AutoCloseable {

  /** How often to look for pages that somebody who is no job has given back. */
  private static final long POLL_MILLIS = 20;

  private static final Timings NO_TIME = new Timings(0, Duration.ZERO, 0, Duration.ZERO);

  private final BoundModel model;
  private final Step<J> step;
  private final int maxRunning;
  private final int maxWaiting;
  private final Thread thread = new Thread(this::work, "llama-scheduler");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition empty = lock.newCondition();

  private final FairQueue<J> queue = new FairQueue<>();
  private final List<Run<J>> running = new ArrayList<>();
  private boolean draining;
  private boolean closed;
  private long accepted;
  private long completed;
  private long cancelled;
  private long failed;
  private long steps;
  private long promptTokens;
  private long cachedTokens;
  private long generatedTokens;

  /** What becomes of a job that is handed in. */
  public enum Acceptance {
    /** It will end. */
    ACCEPTED,
    /** Too many wait. */
    FULL,
    /** No job is taken any more. */
    CLOSED
  }

  /**
   * Starts the thread.
   *
   * @param model borrowed
   * @param threads that choose tokens, borrowed
   * @param maxRunning the most jobs that run at once
   * @param maxWaiting the most jobs that wait when as many run
   */
  public StepLoop(BoundModel model, WorkerPool threads, int maxRunning, int maxWaiting) {
    this.model = model;
    step = new Step<>(model, threads);
    this.maxRunning = maxRunning;
    this.maxWaiting = maxWaiting;
    thread.setDaemon(true);
    thread.start();
  }

  /** Hands a job in. */
  public Acceptance submit(J job) {
    lock.lock();
    try {
      if (closed || draining) {
        return Acceptance.CLOSED;
      }
      if (running.size() + queue.size() >= maxRunning + maxWaiting) {
        return Acceptance.FULL;
      }
      accepted++;
      job.onQueued(queue.add(job.key(), job.rank(), job));
      changed.signal();
      return Acceptance.ACCEPTED;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends a job that was cancelled: at once if it waits, else before the next step. Does nothing if
   * it has ended.
   */
  public void cancel(J job) {
    lock.lock();
    try {
      if (queue.remove(job.key(), job)) {
        endWaiting(job);
        tellPositions();
        signalIfEmpty();
      }
    } finally {
      lock.unlock();
    }
  }

  /** What the loop is doing, and what it did so far. */
  public LoopStatus<J> status() {
    lock.lock();
    try {
      return new LoopStatus<>(
          running.stream().map(Run::job).toList(),
          queue.inOrder(),
          accepted,
          completed,
          cancelled,
          failed,
          steps,
          promptTokens,
          cachedTokens,
          generatedTokens);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes no further job and waits for those that were accepted.
   *
   * @return whether all have ended in time
   */
  public boolean drain(Duration timeout) throws InterruptedException {
    lock.lock();
    try {
      draining = true;
      long left = timeout.toNanos();
      while (!isEmpty() && left > 0) {
        left = empty.awaitNanos(left);
      }
      return isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Cancels all jobs and waits for the step under way. May be called again. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isEmpty() {
    return running.isEmpty() && queue.isEmpty();
  }

  private void signalIfEmpty() {
    if (isEmpty()) {
      empty.signalAll();
    }
  }

  private void work() {
    try {
      while (prepare()) {
        step();
      }
      endAll();
    } catch (RuntimeException | Error e) {
      failAll(new IllegalStateException("The scheduler has failed: " + e, e));
      throw e;
    }
  }

  /** Waits until there is something to compute; returns false if there never will be. */
  private boolean prepare() {
    lock.lock();
    try {
      while (!closed) {
        endCancelled();
        admit();
        if (!running.isEmpty()) {
          return true;
        }
        signalIfEmpty();
        if (queue.isEmpty()) {
          changed.await();
        } else {
          var _ = changed.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
      }
      return false;
    } catch (InterruptedException e) {
      closed = true; // nobody but a debugger knows this thread
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void endCancelled() {
    for (Run<J> run : List.copyOf(running)) {
      if (run.job().isCancelled()) {
        cancelled++;
        end(run, FinishReason.CANCELLED);
      }
    }
  }

  /** Begins jobs in the order of the queue until one has to wait for pages: none overtakes it. */
  private void admit() {
    boolean begun = false;
    while (running.size() < maxRunning && !queue.isEmpty() && begin(queue.peek())) {
      begun = true;
    }
    if (begun) {
      tellPositions();
    }
  }

  /** Begins a job, or ends it; returns false if there are no pages for it yet. */
  private boolean begin(J job) {
    if (job.isCancelled()) {
      queue.poll();
      endWaiting(job);
      return true;
    }
    Sequence sequence = model.newSequence(job.capacity());
    try {
      if (!sequence.admit(job.prompt(), job.prompt().length - 1)) {
        return false;
      }
      running.add(new Run<>(job, sequence, model.vocabularySize()));
    } catch (RuntimeException e) {
      sequence.close();
      failed++;
      job.onFailure(e);
    }
    queue.poll();
    return true;
  }

  private void endWaiting(J job) {
    cancelled++;
    job.onEnd(FinishReason.CANCELLED, 0, NO_TIME);
  }

  private void tellPositions() {
    int ahead = 0;
    for (J job : queue.inOrder()) {
      job.onQueued(ahead++);
    }
  }

  private void step() {
    try {
      finish(step.run(running));
    } catch (RuntimeException e) {
      failRunning(e);
    }
  }

  /** Counts what a step has done and ends what is done. */
  private void finish(int processed) {
    lock.lock();
    try {
      steps++;
      promptTokens += processed;
      for (Run<J> run : step.chosen()) {
        generatedTokens += run.newTokens();
        if (run.hasFailed()) {
          fail(run, run.failure());
        } else if (run.isDone()) {
          completed++;
          end(run, run.reason());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void end(Run<J> run, FinishReason reason) {
    running.remove(run);
    cachedTokens += run.cached();
    run.end(reason);
  }

  private void fail(Run<J> run, RuntimeException failure) {
    running.remove(run);
    failed++;
    run.fail(failure);
  }

  private void failRunning(RuntimeException failure) {
    lock.lock();
    try {
      List.copyOf(running).forEach(run -> fail(run, failure));
    } finally {
      lock.unlock();
    }
  }

  private void endAll() {
    lock.lock();
    try {
      for (Run<J> run : List.copyOf(running)) {
        cancelled++;
        end(run, FinishReason.CANCELLED);
      }
      while (!queue.isEmpty()) {
        endWaiting(queue.poll());
      }
      empty.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** After an error that nobody expects: whoever waits is told. */
  private void failAll(RuntimeException failure) {
    lock.lock();
    try {
      closed = true;
      failRunning(failure);
      while (!queue.isEmpty()) {
        failed++;
        queue.poll().onFailure(failure);
      }
      empty.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
