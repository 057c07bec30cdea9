package org.llamajvm.models.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.probe.MachineProbe;
import org.llamajvm.engine.probe.MachineSpeed;
import org.llamajvm.engine.sampling.Sampler;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.models.MachineMemory;
import org.llamajvm.models.NotEnoughMemoryException;
import org.llamajvm.models.bench.BenchmarkTest.Kind;
import org.llamajvm.models.llama.DecoderOptions;
import org.llamajvm.models.llama.LlamaDecoder;
import org.llamajvm.models.llama.MemoryEstimate;

/**
 * Times tests: a prompt of random tokens through the layers, or tokens made one by one, each the
 * most probable one, at a depth that is filled before. The machine's limits are probed between the
 * repetitions.
 *
 * @param model borrowed
 * @param backend borrowed
 * @param probe on the same backend, borrowed
 * @param kvType how keys and values are kept
 * @param precision how exactly inputs meet 4-bit weights
 * @param repetitions that count; one more goes before them
 */
public record Benchmark(
    BenchmarkModel model,
    Backend backend,
    MachineProbe probe,
    KvType kvType,
    ActivationPrecision precision,
    int repetitions) {

  private static final long SEED = 1;
  private static final int BATCH = 512;

  /**
   * Runs a test.
   *
   * @param cancellation ends it early
   * @return empty if it was cancelled
   * @throws NotEnoughMemoryException if the KV cache does not fit into the machine's memory
   */
  public Optional<BenchmarkResult> run(BenchmarkTest test, Cancellation cancellation) {
    checkMemory(test);
    int[] tokens =
        new Random(SEED).ints(test.positions(), 0, model.config().vocabularySize()).toArray();
    DecoderOptions options = new DecoderOptions(test.positions(), kvType, precision);
    try (LlamaDecoder decoder =
        new LlamaDecoder(model.config(), model.weights(), backend, options)) {
      for (int at = 0; at < test.depth() && !cancellation.isCancelled(); at += BATCH) {
        decoder.forward(tokens, at, Math.min(at + BATCH, test.depth()));
      }
      Repetition repetition =
          new Repetition(decoder, sampler(test), test, tokens, new int[1], cancellation);
      repetition.run();
      return measure(repetition);
    }
  }

  private Sampler sampler(BenchmarkTest test) {
    SamplingOptions greedy = SamplingOptions.builder().build();
    return new Sampler(greedy, model.config().vocabularySize(), test.positions());
  }

  private Optional<BenchmarkResult> measure(Repetition repetition) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<Double> seconds = new ArrayList<>();
    List<MachineSpeed> speeds = new ArrayList<>();
    long allocated = 0;
    speeds.add(probe.measure());
    for (int i = 0; i < repetitions; i++) {
      long before = threads.getTotalThreadAllocatedBytes();
      double time = repetition.run();
      allocated += threads.getTotalThreadAllocatedBytes() - before;
      seconds.add(time);
      speeds.add(probe.measure());
    }
    if (repetition.cancellation.isCancelled()) {
      return Optional.empty();
    }
    BenchmarkTest test = repetition.test;
    return Optional.of(
        new BenchmarkResult(
            test,
            backend.kernels().description(),
            backend.pool().threads(),
            kvType,
            Workload.of(model, kvType, test),
            seconds,
            speeds,
            (double) allocated / repetitions / test.tokens()));
  }

  private void checkMemory(BenchmarkTest test) {
    int batch = Math.min(test.positions(), BATCH);
    MemoryEstimate need =
        MemoryEstimate.of(model.config(), model.byteSize(), test.positions(), batch, kvType);
    MachineMemory machine = MachineMemory.current();
    if (need.pinned() > machine.totalBytes()) {
      throw new NotEnoughMemoryException(test.positions(), need, machine);
    }
  }

  /** One run from the test's depth on. */
  private record Repetition(
      LlamaDecoder decoder,
      Sampler sampler,
      BenchmarkTest test,
      int[] tokens,
      int[] next,
      Cancellation cancellation) {

    /** Returns the seconds it took. */
    double run() {
      decoder.rewind(Math.min(decoder.position(), test.depth()));
      next[0] = tokens[test.depth()];
      long start = System.nanoTime();
      if (test.kind() == Kind.GENERATION) {
        generate();
      } else if (!cancellation.isCancelled()) {
        decoder.forward(tokens, test.depth(), test.positions());
      }
      return Math.max(1, System.nanoTime() - start) / 1e9;
    }

    private void generate() {
      for (int i = 0; i < test.tokens() && !cancellation.isCancelled(); i++) {
        next[0] = sampler.sample(decoder.forward(next, 0, 1));
        sampler.accept(next[0]);
      }
    }
  }
}
