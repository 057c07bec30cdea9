package org.llamajvm.engine.backend;

import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.parallel.WorkerPool;

/**
 * What a model computes with: a set of kernels and the threads that run them. Safe to share between
 * models and sequences; whoever opened it closes it after them.
 *
 * @param kernels the kernels
 * @param pool the threads, owned
 * @param reason why these kernels, for people
 */
@SuppressWarnings("exports") // the pool is for the modules beside this one
public record Backend(Kernels kernels, WorkerPool pool, String reason) implements AutoCloseable {

  /**
   * Chooses kernels and starts threads.
   *
   * @param choice which kernels
   * @param threads how many threads compute, the caller's included
   * @throws UnsupportedOperationException if {@link KernelChoice#VECTOR} is asked for and cannot
   *     run here; the message says what to do
   * @throws IllegalArgumentException if {@code threads} is not positive
   */
  public static Backend open(KernelChoice choice, int threads) {
    ChosenKernels chosen = ChosenKernels.of(choice);
    return new Backend(chosen.kernels(), new WorkerPool(threads), chosen.reason());
  }

  /** One line for people: kernels, threads and why. */
  public String description() {
    return "%s, %d thread%s (%s)"
        .formatted(kernels.description(), pool.threads(), pool.threads() == 1 ? "" : "s", reason);
  }

  /** Ends the threads. */
  @Override
  public void close() {
    pool.close();
  }
}
