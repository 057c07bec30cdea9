package org.llamajvm.models;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.model.ComputeOptions;
import org.llamajvm.models.architecture.Architecture;
import org.llamajvm.models.architecture.Architectures;

/**
 * How a model runs.
 *
 * @param threads threads that compute, the caller's included
 * @param kernels which set of kernels
 * @param activations how exactly the inputs of 4-bit weights are taken
 * @param kvType how keys and values are stored
 * @param context the most tokens that a sequence may have; empty for what each task needs
 * @param kvBudget the most bytes that keys and values of all sequences may take; empty for as many
 *     as the machine has
 * @param architectures that may be opened
 */
public record ModelOptions(
    int threads,
    KernelChoice kernels,
    ActivationPrecision activations,
    KvType kvType,
    OptionalInt context,
    OptionalLong kvBudget,
    Architectures architectures) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a number is not positive
   */
  public ModelOptions {
    Objects.requireNonNull(kernels, "kernels");
    Objects.requireNonNull(activations, "activations");
    Objects.requireNonNull(kvType, "kvType");
    if (threads < 1) {
      throw new IllegalArgumentException("The number of threads must be 1 or more, not " + threads);
    }
    if (context.isPresent() && context.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "The context must have 1 token or more, not " + context.getAsInt());
    }
    if (kvBudget.isPresent() && kvBudget.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "Keys and values must have 1 byte or more, not " + kvBudget.getAsLong());
    }
    Objects.requireNonNull(architectures, "architectures");
  }

  /** The best kernels of this machine on every processor that the JDK reports. */
  public static ModelOptions defaults() {
    return new ModelOptions(
        Runtime.getRuntime().availableProcessors(),
        KernelChoice.AUTO,
        ActivationPrecision.INT8,
        KvType.F32,
        OptionalInt.empty(),
        OptionalLong.empty(),
        Architectures.STANDARD);
  }

  /** The same with another number of threads. */
  public ModelOptions withThreads(int value) {
    return new ModelOptions(value, kernels, activations, kvType, context, kvBudget, architectures);
  }

  /** The same with other kernels. */
  public ModelOptions withKernels(KernelChoice value) {
    return new ModelOptions(threads, value, activations, kvType, context, kvBudget, architectures);
  }

  /**
   * The same, but to open a model is an error where vector kernels cannot run: {@link
   * KernelChoice#VECTOR}. The message names the cause and the line that cures it. Without this,
   * scalar kernels run, many times slower, and a warning in the log says the same.
   */
  public ModelOptions requireVectors() {
    return withKernels(KernelChoice.VECTOR);
  }

  /** The same with other activations. */
  public ModelOptions withActivations(ActivationPrecision value) {
    return new ModelOptions(threads, kernels, value, kvType, context, kvBudget, architectures);
  }

  /** The same with keys and values stored otherwise. */
  public ModelOptions withKvType(KvType value) {
    return new ModelOptions(threads, kernels, activations, value, context, kvBudget, architectures);
  }

  /** The same with a context of so many tokens. */
  public ModelOptions withContext(int value) {
    return new ModelOptions(
        threads, kernels, activations, kvType, OptionalInt.of(value), kvBudget, architectures);
  }

  /** The same with keys and values of all sequences within so many bytes. */
  public ModelOptions withKvBudget(long bytes) {
    return new ModelOptions(
        threads, kernels, activations, kvType, context, OptionalLong.of(bytes), architectures);
  }

  /** The same with another architecture that may be opened, before the others. */
  public ModelOptions withArchitecture(Architecture value) {
    Objects.requireNonNull(value, "architecture");
    return new ModelOptions(
        threads, kernels, activations, kvType, context, kvBudget, architectures.with(value));
  }

  ComputeOptions compute() {
    return new ComputeOptions(kvType, activations);
  }
}
