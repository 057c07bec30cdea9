package org.llamajvm.convert.write;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.function.IntSupplier;
import org.llamajvm.convert.files.PartialFile;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.convert.quantize.QuantizationError;
import org.llamajvm.format.Pending;

/**
 * The chunks of one tensor, made by several workers and appended in order. Whoever has made the
 * chunk whose turn it is appends it, and those after it that are made by then: a thread for this
 * alone would take a core from the workers, or leave one idle. A chunk that cannot be made fails
 * when its turn comes, so that the first one is reported, whatever the timing. Safe to share
 * between threads.
 */
final class ChunkPipeline {

  private final Chunks chunks;
  private final List<RowWork> slots;
  private final IntSupplier ahead;
  private final PartialFile file;
  private final Progress progress;

  // what follows is guarded by the monitor
  private final Map<Integer, Pending<RowWork.Made>> made = new HashMap<>();
  private int begun;
  private int appended;
  private boolean appending;
  private boolean stopped;
  private QuantizationError error = QuantizationError.NONE;

  /**
   * How the rows of a tensor are divided.
   *
   * @param rows number of rows
   * @param chunkRows rows of each chunk but the last
   * @param rowBytes bytes of a row in the input
   */
  record Chunks(long rows, int chunkRows, long rowBytes) {

    int count() {
      return Math.toIntExact(Math.ceilDiv(rows, chunkRows));
    }

    long first(int chunk) {
      return (long) chunk * chunkRows;
    }

    int rows(int chunk) {
      return (int) Math.min(chunkRows, rows - first(chunk));
    }
  }

  /**
   * Begins with nothing made.
   *
   * @param slots make the chunks in turn, each again when what it made is in the file
   * @param ahead how many chunks may be under way just now, at most as many as there are slots
   * @param file receives them
   * @param progress is told of the bytes of the input that they took
   */
  ChunkPipeline(
      Chunks chunks, List<RowWork> slots, IntSupplier ahead, PartialFile file, Progress progress) {
    this.chunks = chunks;
    this.slots = slots;
    this.ahead = ahead;
    this.file = file;
    this.progress = progress;
  }

  /**
   * The work of one thread, until there is nothing left to make or something failed.
   *
   * @throws IOException if a chunk failed that was this thread's to append, or the thread was
   *     interrupted
   */
  void work() throws IOException {
    for (int chunk = begin(); chunk < chunks.count(); chunk = begin()) {
      RowWork slot = slots.get(chunk % slots.size());
      long first = chunks.first(chunk);
      int rows = chunks.rows(chunk);
      FutureTask<RowWork.Made> task = new FutureTask<>(() -> slot.make(first, rows));
      task.run();
      put(chunk, new Pending<>(task));
      for (Pending<RowWork.Made> next = turn(); next != null; next = turn()) {
        append(next);
      }
    }
  }

  /** The next chunk to make, once it may be begun; the number of chunks if there is none. */
  private synchronized int begin() throws IOException {
    try {
      while (!stopped && begun < chunks.count() && begun - appended >= ahead.getAsInt()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted", e);
    }
    return stopped || begun == chunks.count() ? chunks.count() : begun++;
  }

  private synchronized void put(int chunk, Pending<RowWork.Made> result) {
    made.put(chunk, result);
  }

  /** The chunk to be appended next by whoever asks; null if it is not made or another does it. */
  private synchronized Pending<RowWork.Made> turn() {
    Pending<RowWork.Made> next = appending || stopped ? null : made.remove(appended);
    appending |= next != null;
    return next;
  }

  private void append(Pending<RowWork.Made> chunk) throws IOException {
    boolean done = false;
    try {
      RowWork.Made result = chunk.result();
      file.append(result.bytes());
      error = error.plus(result.error());
      done = true;
    } finally {
      appended(done);
    }
  }

  private synchronized void appended(boolean done) {
    progress.advance(chunks.rows(appended) * chunks.rowBytes());
    appended++;
    appending = false;
    stopped |= !done;
    notifyAll();
  }

  /** Lets nobody begin another chunk. */
  synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  /** What was lost in the chunks that are in the file. */
  synchronized QuantizationError error() {
    return error;
  }
}
