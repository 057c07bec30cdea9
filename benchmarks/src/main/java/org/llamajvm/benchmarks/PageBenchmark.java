package org.llamajvm.benchmarks;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.cache.KvCache;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.kernel.PageKernel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Products with one page of one head of the KV cache. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PageBenchmark {

  private static final int HEAD = 64;

  /** The fewest there may be, the heads that share a key, a tile of a prompt. */
  @Param({"4", "8", "32"})
  int rows;

  @Param KvType type;

  @Param({"SCALAR", "VECTOR"})
  KernelChoice kernels;

  private Backend backend;
  private PageKernel pages;
  private KvCache cache;
  private float[] queries;
  private float[] scores;
  private float[] out;

  /** Fills a page. */
  @Setup
  public void open() {
    backend = Backend.open(kernels, 1);
    pages = backend.kernels().pages(type);
    cache = new KvCache(1, 1, HEAD, type, KvCache.PAGE);
    cache.reserve(KvCache.PAGE);
    SplittableRandom random = new SplittableRandom(1);
    for (int position = 0; position < KvCache.PAGE; position++) {
      cache.put(0, 0, position, random(random, 2 * HEAD), 0, HEAD);
    }
    queries = random(random, rows * PageKernel.PANEL);
    scores = random(random, rows * PageKernel.PANEL);
    out = new float[rows * KvCache.PAGE];
  }

  /** Frees the page. */
  @TearDown
  public void close() {
    cache.close();
    backend.close();
  }

  /** Queries times keys. */
  @Benchmark
  public float[] keys() {
    int strips = KvCache.PAGE / PageKernel.STRIP;
    MemorySegment keys = cache.keys(0, 0, 0);
    pages.multiply(queries, 0, rows, keys, HEAD, 0, HEAD, strips, out, 0, KvCache.PAGE);
    return out;
  }

  /** Scores times values. */
  @Benchmark
  public float[] values() {
    int page = KvCache.PAGE;
    int strips = cache.valueStrips();
    MemorySegment values = cache.values(0, 0, 0);
    pages.multiply(scores, 0, rows, values, page, 0, page, strips, out, 0, HEAD);
    return out;
  }

  private static float[] random(SplittableRandom random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian() / length;
    }
    return values;
  }
}
