package org.llamajvm.benchmarks;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.llamajvm.engine.attention.Attention;
import org.llamajvm.engine.attention.AttentionShape;
import org.llamajvm.engine.attention.RotaryTable;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.cache.KvCache;
import org.llamajvm.engine.kernel.KvType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The attention of one layer of TinyLlama-1.1B at a depth. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AttentionBenchmark {

  private static final AttentionShape SHAPE = new AttentionShape(32, 4, 64, 0);

  /** Positions before the batch. */
  @Param({"128", "4096"})
  int depth;

  @Param({"1", "128"})
  int tokens;

  @Param KvType type;

  @Param({"SCALAR", "VECTOR"})
  KernelChoice kernels;

  @Param({"1", "2"})
  int threads;

  private Backend backend;
  private KvCache cache;
  private Attention attention;
  private float[] qkv;
  private float[] out;

  /** Fills the cache. */
  @Setup
  public void open() {
    backend = Backend.open(kernels, threads);
    cache = new KvCache(1, SHAPE.keyValueHeads(), SHAPE.headSize(), type, depth + tokens);
    cache.reserve(depth + tokens);
    RotaryTable rotary = new RotaryTable(new double[SHAPE.headSize() / 2]);
    rotary.reserve(depth + tokens);
    attention = new Attention(backend, SHAPE, cache, rotary);
    SplittableRandom random = new SplittableRandom(1);
    qkv = new float[tokens * SHAPE.qkvSize()];
    for (int i = 0; i < qkv.length; i++) {
      qkv[i] = (float) random.nextGaussian();
    }
    for (int position = 0; position < depth; position++) {
      for (int head = 0; head < SHAPE.keyValueHeads(); head++) {
        int key = SHAPE.querySize() + head * SHAPE.headSize();
        cache.put(0, head, position, qkv, key, key + SHAPE.keyValueSize());
      }
    }
    out = new float[tokens * SHAPE.querySize()];
  }

  /** Frees the cache. */
  @TearDown
  public void close() {
    cache.close();
    backend.close();
  }

  /** All heads of a batch. */
  @Benchmark
  public float[] attend() {
    attention.store(0, qkv, depth, tokens);
    attention.attend(0, qkv, depth, tokens, out);
    return out;
  }
}
