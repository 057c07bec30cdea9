package org.llamajvm.models.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.batch.Batch;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.model.BoundModel;
import org.llamajvm.engine.model.ComputeOptions;
import org.llamajvm.engine.probe.MachineSpeed;
import org.llamajvm.engine.probe.Probe;
import org.llamajvm.models.bench.BenchmarkTest.Kind;
import org.llamajvm.models.memory.MachineMemory;
import org.llamajvm.models.memory.MemoryEstimate;
import org.llamajvm.models.memory.NotEnoughMemoryException;

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
    Probe probe,
    KvType kvType,
    ActivationPrecision precision,
    int repetitions) {

  /**
   * Runs a test.
   *
   * @param cancellation ends it early
   * @return empty if it was cancelled
   * @throws NotEnoughMemoryException if the KV cache does not fit into the machine's memory
   */
  public Optional<BenchmarkResult> run(BenchmarkTest test, Cancellation cancellation) {
    return run(test, Optional.empty(), cancellation);
  }

  /**
   * Runs a test; generation also under a constraint, in turn with each repetition without.
   *
   * @param cancellation ends it early
   * @return empty if it was cancelled
   * @throws NotEnoughMemoryException if the KV cache does not fit into the machine's memory
   * @throws org.llamajvm.models.constraint.ConstraintException if no text fits the constraint, or
   *     it is too complex
   */
  public Optional<BenchmarkResult> run(
      BenchmarkTest test, Optional<BenchmarkConstraint> constraint, Cancellation cancellation) {
    checkMemory(test);
    ComputeOptions options = new ComputeOptions(kvType, precision);
    try (BoundModel bound =
            new BoundModel(
                model.name(),
                model.transformer(),
                backend,
                options,
                Long.MAX_VALUE,
                model.weightFault());
        Repetition repetition = new Repetition(bound, test, cancellation)) {
      repetition.fill();
      repetition.run();
      if (test.kind() == Kind.PROMPT || constraint.isEmpty()) {
        return measure(repetition, null, cancellation);
      }
      try (HeldTexts warmUp = new HeldTexts(constraint.get(), test.parallel())) {
        repetition.run(warmUp);
      }
      try (HeldTexts held = new HeldTexts(constraint.get(), test.parallel())) {
        return measure(repetition, held, cancellation);
      }
    }
  }

  /** Measures, also with texts that are held to a constraint; null for none. */
  private Optional<BenchmarkResult> measure(
      Repetition repetition, HeldTexts held, Cancellation cancellation) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<Double> seconds = new ArrayList<>();
    List<Double> heldSeconds = new ArrayList<>();
    List<MachineSpeed> speeds = new ArrayList<>();
    long allocated = 0;
    long heldAllocated = 0;
    speeds.add(probe.measure());
    for (int i = 0; i < repetitions; i++) {
      long before = threads.getTotalThreadAllocatedBytes();
      double time = repetition.run();
      long between = threads.getTotalThreadAllocatedBytes();
      allocated += between - before;
      seconds.add(time);
      if (held != null) {
        heldSeconds.add(repetition.run(held));
        heldAllocated += threads.getTotalThreadAllocatedBytes() - between;
      }
      speeds.add(probe.measure());
    }
    if (cancellation.isCancelled()) {
      return Optional.empty();
    }
    BenchmarkTest test = repetition.test();
    double tokens = (double) repetitions * test.allTokens();
    Optional<ConstraintCost> cost =
        held == null
            ? Optional.empty()
            : Optional.of(
                new ConstraintCost(
                    test.allTokens(),
                    seconds,
                    heldSeconds,
                    held.masked(),
                    held.seconds(),
                    heldAllocated / tokens));
    return Optional.of(
        new BenchmarkResult(
            test,
            backend.kernels().description(),
            backend.pool().threads(),
            kvType,
            Workload.of(model, kvType, test),
            seconds,
            speeds,
            allocated / tokens,
            cost));
  }

  private void checkMemory(BenchmarkTest test) {
    int batch = Math.min(test.positions(), Batch.PIECE);
    long sequences = test.parallel();
    MemoryEstimate one =
        MemoryEstimate.of(model.config(), model.byteSize(), test.positions(), batch, kvType);
    MemoryEstimate need = new MemoryEstimate(one.weights(), one.cache() * sequences, one.scratch());
    MachineMemory machine = MachineMemory.current();
    if (need.pinned() > machine.totalBytes()) {
      throw new NotEnoughMemoryException(test.positions(), need, machine);
    }
  }
}
