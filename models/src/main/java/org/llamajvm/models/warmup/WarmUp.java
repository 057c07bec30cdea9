package org.llamajvm.models.warmup;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.generate.SequenceDecoder;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.model.BoundModel;
import org.llamajvm.engine.model.ComputeOptions;
import org.llamajvm.engine.model.WeightFault;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.engine.parallel.WorkerPool;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.weights.WeightCopy;

/**
 * Lets a very small model of the same kinds of weights run for a moment, so that the JIT compiler
 * has compiled the kernels before the large one needs them. Until then each call of the Vector API
 * is a thousand times slower than the instruction that becomes of it; a chunk of the large model
 * would run that long without a chance to change over.
 */
public final class WarmUp {

  /** Of vectors: some full ones and a rest of each. */
  private static final int LENGTH = 142;

  private static final int CALLS = 60;
  private static final int PROMPT = 3;
  private static final int POSITIONS = 64;
  private static final int FEWEST_PASSES = 16;
  private static final int MOST_PASSES = 100;
  private static final long LONGEST_NANOS = 600_000_000;
  private static final long COMPILED_PASS_NANOS = 1_000_000;

  private WarmUp() {}

  /**
   * Does so for the kernels that do not depend on a model.
   *
   * @param kernels loaded by it, too
   */
  public static void run(Kernels kernels) {
    float[] x = new float[LENGTH];
    float[] y = new float[LENGTH];
    Arrays.fill(x, 1);
    Arrays.fill(y, 1);
    int half = LENGTH / 2;
    for (int i = 0; i < CALLS; i++) {
      kernels.rmsNorm(x, 0, y, 1, x, 0, LENGTH);
      kernels.add(x, 0, y, 0, LENGTH);
      kernels.rotate(x, 0, y, y, 0, half);
      kernels.scale(x, 0, LENGTH, kernels.maximum(x, 0, LENGTH - 1));
      kernels.exponentials(x, 0, LENGTH - 1, 1, 1);
      kernels.swiGlu(x, 0, half, y, 0, half);
    }
  }

  /**
   * Returns when the kernels are compiled, or after some hundred milliseconds. Does nothing for
   * small models.
   *
   * @param transformer borrowed until this method returns
   * @param options how the large model will run
   * @return whether the model is so large that there was something to do
   */
  public static boolean run(
      ModelConfig config, Transformer transformer, Kernels kernels, ComputeOptions options) {
    Optional<SmallModel> small = SmallModel.of(config, transformer);
    small.ifPresent(model -> run(model.transformer(), kernels, options));
    return small.isPresent();
  }

  private static void run(Transformer small, Kernels kernels, ComputeOptions options) {
    try (Backend backend = new Backend(kernels, new WorkerPool(1), "warm-up")) {
      if (options.activations() == ActivationPrecision.FLOAT32) {
        run(small, backend, options);
      } else {
        try (WeightCopy copy = WeightCopy.of(small, backend)) {
          run(copy.transformer(), backend, options);
        }
      }
    }
  }

  private static void run(Transformer small, Backend backend, ComputeOptions options) {
    int[] tokens = IntStream.rangeClosed(0, PROMPT).toArray();
    try (BoundModel model =
            new BoundModel("warm-up", small, backend, options, Long.MAX_VALUE, WeightFault.NONE);
        SequenceDecoder decoder = new SequenceDecoder(model, POSITIONS)) {
      long start = System.nanoTime();
      long before = start;
      for (int pass = 0; pass < MOST_PASSES && before - start < LONGEST_NANOS; pass++) {
        if (decoder.position() + tokens.length > decoder.capacity()) {
          decoder.rewind(0);
        }
        decoder.prompt(tokens, 0, PROMPT, _ -> true);
        decoder.next(PROMPT);
        long now = System.nanoTime();
        if (pass >= FEWEST_PASSES && now - before < COMPILED_PASS_NANOS) {
          return;
        }
        before = now;
      }
    }
  }
}
