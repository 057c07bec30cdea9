package org.llamajvm.benchmarks;

import java.util.concurrent.TimeUnit;
import org.llamajvm.engine.parallel.Region;
import org.llamajvm.engine.parallel.WorkerPool;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What it costs that threads meet: regions whose items are nothing. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PoolBenchmark {

  private static final Region NOTHING = (from, to, scratch) -> {};

  @Param({"1", "2", "4"})
  int threads;

  private WorkerPool pool;

  /** Starts the threads. */
  @Setup
  public void open() {
    pool = new WorkerPool(threads);
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    pool.close();
  }

  /** One region of eight chunks a thread. */
  @Benchmark
  public void region() {
    pool.run(NOTHING, 8 * threads, 1);
  }
}
