package org.llamajvm.engine.probe;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.kernel.ProbeKernel;
import org.llamajvm.engine.parallel.Region;

/**
 * Measures how fast the threads of a backend read memory and multiply, in some hundredths of a
 * second. Owns the memory that it reads. One thread at a time.
 */
public final class MachineProbe implements Probe {

  private static final Duration WARM_UP = Duration.ofSeconds(1);
  private static final long ALIGNMENT = 64;
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int ROUNDS = 1 << 15;
  private static final int CHUNKS_PER_THREAD = 32;

  /** The first ones after other work are up to ten times as slow as the ones that follow. */
  static final int TIMES = 5;

  private final Backend backend;
  private final ProbeKernel kernel;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment data;
  private volatile float sink;

  /**
   * Fills memory and lets the compiler see the loops.
   *
   * @param backend borrowed
   * @param bytes to read, rounded up to whole mebibytes: several times the last cache
   * @throws IllegalArgumentException if {@code bytes} is not positive
   */
  public MachineProbe(Backend backend, long bytes) {
    this(backend, bytes, WARM_UP);
  }

  /** The same with another time for the compiler. */
  MachineProbe(Backend backend, long bytes, Duration warmUp) {
    if (bytes < 1) {
      throw new IllegalArgumentException("%d bytes to read, expected some".formatted(bytes));
    }
    this.backend = backend;
    kernel = backend.kernels().probe();
    data = arena.allocate(Math.ceilDiv(bytes, CHUNK_BYTES) * CHUNK_BYTES, ALIGNMENT);
    data.fill((byte) 1);
    long end = System.nanoTime() + warmUp.toNanos();
    do {
      measure();
    } while (System.nanoTime() < end);
  }

  /**
   * Measures now, each several times, and takes the best, as does McCalpin's STREAM: what disturbs
   * a limit only lowers it.
   */
  @Override
  public MachineSpeed measure() {
    return new MachineSpeed(readingRate(), multiplyingRate());
  }

  private double readingRate() {
    Region read =
        (from, to, _) ->
            sink = kernel.sum(data, (long) from * CHUNK_BYTES, (long) to * CHUNK_BYTES);
    return data.byteSize() / seconds(read, Math.toIntExact(data.byteSize() / CHUNK_BYTES));
  }

  private double multiplyingRate() {
    Region multiply = (_, _, _) -> sink = kernel.multiplyAdd(ROUNDS);
    return multiplyAdds() / seconds(multiply, multiplyingChunks());
  }

  /** How many multiplications and additions one measurement consists of. */
  double multiplyAdds() {
    return (double) multiplyingChunks() * ROUNDS * kernel.multiplyAddsPerRound();
  }

  private int multiplyingChunks() {
    return CHUNKS_PER_THREAD * backend.pool().threads();
  }

  private double seconds(Region region, int chunks) {
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < TIMES; i++) {
      long start = System.nanoTime();
      backend.pool().run(region, chunks, 1);
      shortest = Math.min(shortest, System.nanoTime() - start);
    }
    return Math.max(1, shortest) / 1e9;
  }

  @Override
  public void close() {
    arena.close();
  }
}
