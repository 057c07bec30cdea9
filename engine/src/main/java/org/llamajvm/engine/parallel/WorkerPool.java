package org.llamajvm.engine.parallel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed set of threads that meet for one {@link Region} after another. A region is cut into
 * chunks and every thread, the caller among them, takes the next chunk when it is done with one. A
 * token has some hundred regions of a few microseconds, so a waiting thread first spins, then
 * yields and only then parks: no core is busy while nobody asks for anything.
 *
 * <p>All that a thread must agree on lies in one word, {@code ticket}: the number of the region in
 * the upper half and the chunks not yet taken in the lower. A chunk is taken by a compare-and-set
 * of that word, and the fields that describe the region are written only while no chunk is left to
 * take; so whoever takes a chunk has read the region it belongs to, however late it woke up.
 *
 * <p>Safe to share: regions of several callers run one after the other.
 */
public final class WorkerPool implements AutoCloseable {

  private static final VarHandle TICKET;
  private static final VarHandle UNFINISHED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TICKET = lookup.findVarHandle(WorkerPool.class, "ticket", long.class);
      UNFINISHED = lookup.findVarHandle(WorkerPool.class, "unfinished", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final int SPINS = 2_000;
  private static final int YIELDS = 200;

  private final Worker[] workers;
  private final Scratch callerScratch = new Scratch();

  private boolean running;
  private Region region;
  private int length;
  private int grain;
  private int chunks;

  private volatile long ticket;

  @SuppressWarnings("UnusedVariable") // read and written through UNFINISHED
  private volatile int unfinished;

  private volatile Throwable failure;

  /** A fault of memory that came after the chunk that met it; the pool has failed for good. */
  private volatile InternalError lateFault;

  private volatile boolean closed;

  /**
   * Starts a pool.
   *
   * @param threads how many threads work at once, the caller of {@link #run} included
   * @throws IllegalArgumentException if {@code threads} is not positive
   */
  public WorkerPool(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + ", expected at least 1");
    }
    workers = new Worker[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker("llama-worker-" + (i + 1));
      workers[i].start();
    }
  }

  /** How many threads work at once, the caller included. */
  public int threads() {
    return workers.length + 1;
  }

  /**
   * Runs a region and returns when all its items are done.
   *
   * @param work what to do
   * @param items number of items
   * @param itemsPerChunk items that one thread takes at a time
   * @throws IllegalArgumentException if {@code itemsPerChunk} is not positive
   * @throws IllegalStateException if the pool is closed
   * @throws IllegalStateException if {@code work} itself runs a region: its chunks could wait for
   *     each other for ever
   * @throws IllegalStateException if {@code work} fails on one of several threads; its exception is
   *     the cause. After a fault of mapped memory that HotSpot told of late, all regions fail.
   */
  public void run(Region work, int items, int itemsPerChunk) {
    if (Thread.currentThread() instanceof Worker worker && worker.pool() == this) {
      throw nested();
    }
    runAlone(work, items, itemsPerChunk);
  }

  private synchronized void runAlone(Region work, int items, int itemsPerChunk) {
    if (itemsPerChunk < 1) {
      throw new IllegalArgumentException("itemsPerChunk is " + itemsPerChunk);
    }
    if (closed) {
      throw new IllegalStateException("The worker pool is closed");
    }
    if (running) {
      throw nested();
    }
    running = true;
    try {
      if (workers.length == 0 || items <= itemsPerChunk) {
        runHere(work, items, itemsPerChunk);
      } else {
        runTogether(work, items, itemsPerChunk);
      }
    } finally {
      running = false;
    }
  }

  private void runHere(Region work, int items, int itemsPerChunk) {
    for (int from = 0; from < items; from += Math.min(itemsPerChunk, items - from)) {
      work.run(from, from + Math.min(itemsPerChunk, items - from), callerScratch);
    }
  }

  private void runTogether(Region work, int items, int itemsPerChunk) {
    region = work;
    length = items;
    grain = itemsPerChunk;
    chunks = Math.ceilDiv(items, itemsPerChunk);
    failure = null;
    UNFINISHED.setVolatile(this, chunks);
    ticket = ((ticket >>> 32) + 1) << 32 | chunks;
    wakeWorkers();
    takeChunks(callerScratch);
    awaitUnfinishedChunks();
    region = null;
    Throwable failed = lateFault == null ? failure : lateFault;
    if (failed != null) {
      throw new IllegalStateException("A worker failed: " + failed.getMessage(), failed);
    }
  }

  private static IllegalStateException nested() {
    return new IllegalStateException("A region runs a region of the same pool");
  }

  /** Ends the threads. Must not be called while a region runs. */
  @Override
  public synchronized void close() {
    closed = true;
    for (Worker worker : workers) {
      LockSupport.unpark(worker);
    }
  }

  private void wakeWorkers() {
    for (Worker worker : workers) {
      if (worker.parked) {
        LockSupport.unpark(worker);
      }
    }
  }

  private void takeChunks(Scratch scratch) {
    for (long seen = ticket; (int) seen != 0; seen = ticket) {
      Region work = region;
      int first = (chunks - (int) seen) * grain;
      int last = first + Math.min(grain, length - first);
      if (!TICKET.compareAndSet(this, seen, seen - 1)) {
        continue;
      }
      try {
        work.run(first, last, scratch);
      } catch (RuntimeException | Error e) {
        failure = e;
      } finally {
        UNFINISHED.getAndAdd(this, -1);
      }
    }
  }

  // Which thread goes first never matters, only that a core is not kept from one that works.
  @SuppressWarnings("ThreadPriorityCheck")
  private void awaitUnfinishedChunks() {
    for (int waits = 0; unfinished != 0; waits++) {
      if (waits < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  private final class Worker extends Thread {

    private final Scratch scratch = new Scratch();
    private volatile boolean parked;

    Worker(String name) {
      super(name);
      setDaemon(true);
    }

    WorkerPool pool() {
      return WorkerPool.this;
    }

    @Override
    public void run() {
      while (awaitChunks()) {
        try {
          takeChunks(scratch);
        } catch (InternalError e) { // HotSpot tells of a fault at the next safepoint only
          lateFault = e;
        }
      }
    }

    /** Returns true when there is a chunk to take, false when the pool is closed. */
    @SuppressWarnings("ThreadPriorityCheck") // as above
    private boolean awaitChunks() {
      for (int waits = 0; (int) ticket == 0; waits++) {
        if (closed) {
          return false;
        }
        if (waits < SPINS) {
          Thread.onSpinWait();
        } else if (waits < SPINS + YIELDS) {
          Thread.yield();
        } else {
          parked = true;
          if ((int) ticket == 0 && !closed) {
            LockSupport.park(WorkerPool.this);
          }
          parked = false;
        }
      }
      return true;
    }
  }
}
