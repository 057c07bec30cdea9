package org.llamajvm.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.KernelChoice;
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
  private static final int PAGE = PageKernel.PANEL;
  private static final int STRIP = PageKernel.STRIP;

  /** The fewest there may be, the heads that share a key, a tile of a prompt. */
  @Param({"4", "8", "32"})
  int rows;

  @Param KvType type;

  @Param({"SCALAR", "VECTOR"})
  KernelChoice kernels;

  private Backend backend;
  private PageKernel pages;
  private MemorySegment page;
  private float[] queries;
  private float[] scores;
  private float[] out;

  /** Fills a page. */
  @Setup
  public void open() {
    backend = Backend.open(kernels, 1);
    pages = backend.kernels().pages(type);
    SplittableRandom random = new SplittableRandom(1);
    page = Arena.ofAuto().allocate((long) PAGE * HEAD * type.bytes() + PageKernel.READ_AHEAD, 64);
    for (long at = 0; at < page.byteSize(); at++) {
      // Of floats of two and four bytes, none is infinite or NaN.
      page.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt(0x40));
    }
    queries = random(random, rows * PageKernel.PANEL);
    scores = random(random, rows * PageKernel.PANEL);
    out = new float[rows * PAGE];
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    backend.close();
  }

  /** Queries times keys. */
  @Benchmark
  public float[] keys() {
    pages.multiply(queries, 0, rows, page, HEAD, 0, HEAD, PAGE / STRIP, out, 0, PAGE);
    return out;
  }

  /** Scores times values. */
  @Benchmark
  public float[] values() {
    pages.multiply(scores, 0, rows, page, PAGE, 0, PAGE, HEAD / STRIP, out, 0, HEAD);
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
