package org.llamajvm.convert.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Brings what is written to a file on to the disk while more is being written. Systems begin with
 * that only when gigabytes have gathered; the disk would stand still until the end, and everything
 * would wait for it then. Used by one thread at a time.
 */
final class BackgroundSync implements AutoCloseable {

  private static final long STEP = 32 << 20;

  private final FileChannel channel;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("sync").daemon().factory());
  private Future<Void> running;
  private long waiting;

  BackgroundSync(FileChannel channel) {
    this.channel = channel;
    FutureTask<Void> nothing = new FutureTask<>(() -> null);
    nothing.run();
    this.running = nothing;
  }

  /**
   * Takes note of bytes that were written, and begins to sync once they are many.
   *
   * @throws IOException if an earlier sync failed
   */
  void written(long bytes) throws IOException {
    waiting += bytes;
    if (waiting >= STEP && running.isDone()) {
      await();
      waiting = 0;
      running =
          thread.submit(() -> {
            channel.force(false);
            return null;
          });
    }
  }

  /**
   * Waits for what was begun.
   *
   * @throws IOException if it failed
   */
  void await() throws IOException {
    try {
      running.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException problem) {
        throw problem;
      }
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted", e);
    }
  }

  /** Ends the thread when it has done what was begun. */
  @Override
  public void close() {
    thread.close();
  }
}
