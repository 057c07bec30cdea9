package org.llamajvm.models;

import java.util.Objects;
import java.util.OptionalInt;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.KvType;

/**
 * How a model runs.
 *
 * @param threads threads that compute, the caller's included
 * @param kernels which set of kernels
 * @param activations how exactly the inputs of 4-bit weights are taken
 * @param kvType how keys and values are stored
 * @param context the most tokens that a sequence may have; empty for what each task needs
 */
public record ModelOptions(
    int threads,
    KernelChoice kernels,
    ActivationPrecision activations,
    KvType kvType,
    OptionalInt context) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a number is not positive
   */
  public ModelOptions {
    Objects.requireNonNull(kernels);
    Objects.requireNonNull(activations);
    Objects.requireNonNull(kvType);
    if (threads < 1) {
      throw new IllegalArgumentException("The number of threads must be 1 or more, not " + threads);
    }
    if (context.isPresent() && context.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "The context must have 1 token or more, not " + context.getAsInt());
    }
  }

  /** The best kernels of this machine on every processor that the JDK reports. */
  public static ModelOptions defaults() {
    return new ModelOptions(
        Runtime.getRuntime().availableProcessors(),
        KernelChoice.AUTO,
        ActivationPrecision.INT8,
        KvType.F32,
        OptionalInt.empty());
  }

  /** The same with another number of threads. */
  public ModelOptions withThreads(int value) {
    return new ModelOptions(value, kernels, activations, kvType, context);
  }

  /** The same with other kernels. */
  public ModelOptions withKernels(KernelChoice value) {
    return new ModelOptions(threads, value, activations, kvType, context);
  }

  /** The same with other activations. */
  public ModelOptions withActivations(ActivationPrecision value) {
    return new ModelOptions(threads, kernels, value, kvType, context);
  }

  /** The same with keys and values stored otherwise. */
  public ModelOptions withKvType(KvType value) {
    return new ModelOptions(threads, kernels, activations, value, context);
  }

  /** The same with a context of so many tokens. */
  public ModelOptions withContext(int value) {
    return new ModelOptions(threads, kernels, activations, kvType, OptionalInt.of(value));
  }
}
