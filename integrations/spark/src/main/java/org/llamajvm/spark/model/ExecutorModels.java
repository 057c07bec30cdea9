package org.llamajvm.spark.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.llamajvm.spark.settings.Setting;
import org.llamajvm.spark.settings.Settings;

/**
 * The models that are open in this JVM, one for all tasks that ask for the same. Opened when the
 * first task asks, closed when none has used it for a while. Safe to share between threads.
 */
public final class ExecutorModels {

  /** What makes a difference to an open model. */
  private static final Set<Setting> OF_A_MODEL =
      EnumSet.of(
          Setting.MODEL,
          Setting.MODEL_FILE,
          Setting.MODEL_SHA256,
          Setting.THREADS,
          Setting.CONCURRENCY,
          Setting.CONTEXT,
          Setting.KV_BUDGET,
          Setting.KV_TYPE,
          Setting.IDLE_SECONDS);

  /** Tasks of one JVM have nothing else in common. */
  private static final ExecutorModels OF_THIS_JVM = new ExecutorModels();

  private final ExecutorSources sources = new ExecutorSources();

  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock opening = new ReentrantLock();
  private final Map<Settings, Entry> entries = new HashMap<>();
  private final ScheduledThreadPoolExecutor closer;

  private ExecutorModels() {
    closer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("llama-closer").factory());
    closer.setRemoveOnCancelPolicy(true);
  }

  /** Those of this JVM. */
  public static ExecutorModels ofThisJvm() {
    return OF_THIS_JVM;
  }

  /** A model and who uses it; guarded by the lock. */
  private static final class Entry {
    final CompletableFuture<ExecutorModel> model = new CompletableFuture<>();
    int users;
    long generation;

    long bytes() {
      return model.isDone() && !model.isCompletedExceptionally() ? model.join().bytes() : 0;
    }
  }

  /** The use of a model by one task. */
  public final class Lease implements AutoCloseable {

    private final Settings key;
    private final Entry entry;
    private boolean closed;

    private Lease(Settings key, Entry entry) {
      this.key = key;
      this.entry = entry;
    }

    /**
     * The model; waits until it is open.
     *
     * @throws InterruptedException if the thread is interrupted meanwhile
     * @throws ExecutionException if it cannot be opened; the cause says why
     */
    public ExecutorModel model() throws InterruptedException, ExecutionException {
      return entry.model.get();
    }

    /** Ends the use; may be called again. */
    @Override
    public void close() {
      lock.lock();
      try {
        if (!closed) {
          closed = true;
          release(key, entry);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Begins to use the model of the settings; the caller closes the lease. */
  public Lease acquire(Settings settings) {
    Settings key = settings.only(OF_A_MODEL);
    Path named = ModelFiles.named(key);
    lock.lock();
    try {
      Entry entry = entries.get(key);
      if (entry == null) {
        entry = new Entry();
        entries.put(key, entry);
        open(named, key, entry);
      }
      entry.users++;
      entry.generation++;
      return new Lease(key, entry);
    } finally {
      lock.unlock();
    }
  }

  /**
   * By a thread of its own: a task that is killed must not take the others' model with it. One
   * after the other, so that each knows what is left for it.
   */
  private void open(Path named, Settings key, Entry entry) {
    Thread.ofPlatform()
        .daemon()
        .name("llama-opener")
        .start(() -> {
          opening.lock();
          try {
            entry.model.complete(ExecutorModel.open(named, key, bytes(), sources));
          } catch (Throwable e) { // an error, too: tasks wait for the model, and each tells it
            forget(key, entry);
            entry.model.completeExceptionally(e);
          } finally {
            opening.unlock();
          }
        });
  }

  /** What all open models take. */
  private long bytes() {
    lock.lock();
    try {
      return entries.values().stream().mapToLong(Entry::bytes).sum();
    } finally {
      lock.unlock();
    }
  }

  /** The next task tries again. */
  private void forget(Settings key, Entry entry) {
    lock.lock();
    try {
      entries.remove(key, entry);
    } finally {
      lock.unlock();
    }
  }

  private void release(Settings key, Entry entry) {
    entry.users--;
    if (entry.users == 0) {
      long generation = ++entry.generation;
      Duration idle = Duration.ofSeconds(key.count(Setting.IDLE_SECONDS).orElseThrow());
      var _ =
          closer.schedule(
              () -> closeIfUnused(key, entry, generation), idle.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void closeIfUnused(Settings key, Entry entry, long generation) {
    lock.lock();
    try {
      if (entry.generation != generation || !entries.remove(key, entry)) {
        return;
      }
    } finally {
      lock.unlock();
    }
    var _ = entry.model.thenAccept(ExecutorModel::close);
  }

  /** Whether the model of the settings is open or being opened. */
  boolean isOpen(Settings settings) {
    lock.lock();
    try {
      return entries.containsKey(settings.only(OF_A_MODEL));
    } finally {
      lock.unlock();
    }
  }
}
