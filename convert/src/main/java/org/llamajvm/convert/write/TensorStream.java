package org.llamajvm.convert.write;

import java.io.IOException;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.files.PartialFile;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.convert.plan.PlannedTensor;
import org.llamajvm.convert.plan.PlannedTensor.Form;
import org.llamajvm.convert.quantize.GroupFormat;
import org.llamajvm.convert.quantize.QuantizationError;
import org.llamajvm.convert.quantize.Quantizers;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.format.Pending;

/**
 * Writes tensors chunk by chunk: workers read and work on chunks of rows and append what they made
 * in order. Only a few chunks are in memory at once, and what is written depends neither on the
 * number of threads nor on their timing.
 */
public final class TensorStream implements AutoCloseable {

  /**
   * Bytes that are read for one chunk, unless a single block of rows is larger: what was read is
   * still in the core's own cache when it is worked on.
   */
  private static final long CHUNK_BYTES = 512 << 10;

  /**
   * How long a single thread quantises at first. Before the JIT compiler has translated its loops
   * they are hundreds of times slower; many threads in them would only keep the compiler waiting.
   */
  private static final long WARM_UP_NANOS = 250_000_000;

  /** Rows of a chunk are a multiple of this, so that no block of the layout is divided. */
  private static final int ROW_STEP = 16;

  private final ExecutorService workers;
  private final int threads;
  private final int depth;
  private final long start = System.nanoTime();
  private boolean quantizing;
  private final Quantizers quantizers;
  private final Progress progress;
  private final List<ReusedMemory> chunkMemory = new ArrayList<>();
  private final ReusedMemory scaleMemory = new ReusedMemory();

  /**
   * Has all memory that it will need allocated when it is needed first, and keeps it until closed.
   *
   * @param workers run the work, borrowed; at least {@code threads} of them
   * @param threads number of chunks that are worked on at once
   * @param progress is told of the bytes of the input
   */
  public TensorStream(
      ExecutorService workers, int threads, Quantizers quantizers, Progress progress) {
    this.workers = workers;
    this.threads = threads;
    this.depth = depth(threads);
    this.quantizers = quantizers;
    this.progress = progress;
    for (int i = 0; i < depth; i++) {
      chunkMemory.add(new ReusedMemory());
    }
  }

  private static int depth(int threads) {
    return 2 * threads + 2;
  }

  /** About how many bytes the chunks of so many threads take. */
  public static long bufferBytes(int threads) {
    return depth(threads) * CHUNK_BYTES * 2;
  }

  /**
   * Appends all of a tensor.
   *
   * @return what was lost
   * @throws IOException if the tensor is damaged or cannot be read, or the file cannot be written
   */
  public QuantizationError write(PlannedTensor tensor, PartialFile file) throws IOException {
    quantizing = tensor.isQuantized();
    // beside the work: its pages are read once for both
    Pending<Boolean> check =
        submit(() -> {
          tensor.source().check();
          return true;
        });
    try {
      QuantizationError error =
          switch (tensor.form()) {
            case Form.Floats(FloatType type) -> writeFloats(tensor, type, file);
            case Form.Interleaved interleaved -> writeInterleaved(tensor, file);
            case Form.RowMajor(GroupFormat format) -> writeRowMajor(tensor, format, file);
            case Form.Blocks(BlockType type) -> writeBlocks(tensor, type, file);
          };
      check.result();
      return error;
    } catch (ModelFormatException e) {
      check.result(); // a damaged entry is the cause, weights that cannot be are its effect
      throw e;
    } finally {
      check.await();
      tensor.source().release();
    }
  }

  private QuantizationError writeFloats(PlannedTensor tensor, FloatType type, PartialFile file)
      throws IOException {
    CheckpointTensor.Floats floats = (CheckpointTensor.Floats) tensor.source();
    if (floats.type() == type) {
      return copy(floats.data(), file);
    }
    int rows = chunkRows(floats.data().rowBytes(), floats.data().count());
    return stream(
        floats.data().count(),
        floats.data().rowBytes(),
        rows,
        memory -> new FloatWork(floats, type, rows, memory),
        file);
  }

  private QuantizationError writeBlocks(PlannedTensor tensor, BlockType type, PartialFile file)
      throws IOException {
    if (tensor.source() instanceof CheckpointTensor.Blocks blocks) {
      return copy(blocks.data(), file);
    }
    CheckpointTensor.Floats floats = (CheckpointTensor.Floats) tensor.source();
    Rows data = floats.data();
    int rows = chunkRows(data.rowBytes(), data.count());
    return stream(
        data.count(),
        data.rowBytes(),
        rows,
        memory -> new BlockWork(floats, type, rows, memory),
        file);
  }

  private QuantizationError writeInterleaved(PlannedTensor tensor, PartialFile file)
      throws IOException {
    long rows = tensor.rows();
    long rowBytes = tensor.source().byteSize() / rows;
    int chunk = chunkRows(rowBytes, rows);
    Function<SegmentAllocator, RowWork> work =
        tensor.isQuantized()
            ? memory -> new QuantizeWork(tensor, quantizers, chunk, Optional.empty(), memory)
            : memory ->
                new InterleaveWork((CheckpointTensor.Affine) tensor.source(), chunk, memory);
    return stream(rows, rowBytes, chunk, work, file);
  }

  private QuantizationError writeRowMajor(
      PlannedTensor tensor, GroupFormat format, PartialFile file) throws IOException {
    if (!tensor.isQuantized()) {
      for (Rows part : tensor.source().parts()) {
        copy(part, file);
      }
      return QuantizationError.NONE;
    }
    long rows = tensor.rows();
    long rowBytes = tensor.source().byteSize() / rows;
    int chunk = chunkRows(rowBytes, rows);
    long scaleBytes = tensor.elements() / format.groupSize() * format.scaleType().bytes();
    scaleMemory.reset();
    QuantizeWork.ScaleBuffers scales =
        new QuantizeWork.ScaleBuffers(
            scaleMemory.allocate(scaleBytes, 64), scaleMemory.allocate(scaleBytes, 64));
    QuantizationError error =
        stream(
            rows,
            rowBytes,
            chunk,
            memory -> new QuantizeWork(tensor, quantizers, chunk, Optional.of(scales), memory),
            file);
    file.append(scales.scales());
    file.append(scales.biases());
    return error;
  }

  private QuantizationError copy(Rows rows, PartialFile file) throws IOException {
    int chunk = chunkRows(rows.rowBytes(), rows.count());
    return stream(
        rows.count(), rows.rowBytes(), chunk, memory -> new CopyWork(rows, chunk, memory), file);
  }

  private static int chunkRows(long rowBytes, long rows) {
    long fitting = CHUNK_BYTES / Math.max(1, rowBytes) / ROW_STEP * ROW_STEP;
    return (int) Math.min(Math.max(ROW_STEP, fitting), Math.max(1, rows));
  }

  private QuantizationError stream(
      long rows,
      long rowBytes,
      int chunkRows,
      Function<SegmentAllocator, RowWork> work,
      PartialFile file)
      throws IOException {
    ChunkPipeline.Chunks chunks = new ChunkPipeline.Chunks(rows, chunkRows, rowBytes);
    List<RowWork> slots = new ArrayList<>();
    for (ReusedMemory memory : chunkMemory.subList(0, Math.min(chunks.count(), depth))) {
      memory.reset();
      slots.add(work.apply(memory));
    }
    ChunkPipeline pipeline = new ChunkPipeline(chunks, slots, this::ahead, file, progress);
    List<Pending<Boolean>> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      running.add(
          submit(() -> {
            pipeline.work();
            return true;
          }));
    }
    try {
      for (Pending<Boolean> worker : running) {
        worker.result();
      }
      return pipeline.error();
    } finally {
      // workers must be done with the buffers before these are given back
      pipeline.stop();
      running.forEach(Pending::await);
    }
  }

  private <T> Pending<T> submit(Callable<T> task) {
    return new Pending<>(workers.submit(task));
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    chunkMemory.forEach(ReusedMemory::close);
    scaleMemory.close();
  }

  /** How many chunks may be under way. */
  private int ahead() {
    return quantizing && System.nanoTime() - start < WARM_UP_NANOS ? 1 : depth;
  }
}
