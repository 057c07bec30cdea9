package org.llamajvm.models;

import java.util.Objects;
import java.util.OptionalInt;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.kernel.ActivationPrecision;

/**
 * How a model runs.
 *
 * @param threads threads that compute, the caller's included
 * @param kernels which set of kernels
 * @param activations how exactly the inputs of 4-bit weights are taken
 * @param context the most tokens that a sequence may have; empty for what each task needs
 */
public record ModelOptions(
    int threads, KernelChoice kernels, ActivationPrecision activations, OptionalInt context) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a number is not positive
   */
  public ModelOptions {
    Objects.requireNonNull(kernels);
    Objects.requireNonNull(activations);
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
        OptionalInt.empty());
  }

  /** The same with another number of threads. */
  public ModelOptions withThreads(int value) {
    return new ModelOptions(value, kernels, activations, context);
  }

  /** The same with other kernels. */
  public ModelOptions withKernels(KernelChoice value) {
    return new ModelOptions(threads, value, activations, context);
  }

  /** The same with other activations. */
  public ModelOptions withActivations(ActivationPrecision value) {
    return new ModelOptions(threads, kernels, value, context);
  }

  /** The same with a context of so many tokens. */
  public ModelOptions withContext(int value) {
    return new ModelOptions(threads, kernels, activations, OptionalInt.of(value));
  }
}
