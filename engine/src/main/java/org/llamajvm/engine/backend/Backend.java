package org.llamajvm.engine.backend;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.kernel.scalar.ScalarKernels;
import org.llamajvm.engine.kernel.vector.VectorKernels;
import org.llamajvm.engine.parallel.WorkerPool;

/**
 * What a model computes with: a set of kernels and the threads that run them. Safe to share between
 * models and sequences; whoever opened it closes it after them.
 *
 * @param kernels the kernels
 * @param pool the threads, owned
 * @param reason why these kernels, for people
 */
public record Backend(Kernels kernels, WorkerPool pool, String reason) implements AutoCloseable {

  private static final String VECTOR_MODULE = "jdk.incubator.vector";
  private static final int NARROWEST_BITS = 128;

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
    if (choice == KernelChoice.SCALAR) {
      return new Backend(new ScalarKernels(), new WorkerPool(threads), "asked for");
    }
    String obstacle = obstacleToVectors();
    if (obstacle.isEmpty()) {
      String reason =
          choice == KernelChoice.VECTOR ? "asked for" : "the widest this processor prefers";
      return new Backend(new VectorKernels(), new WorkerPool(threads), reason);
    }
    if (choice == KernelChoice.VECTOR) {
      throw new UnsupportedOperationException("Vector kernels cannot run: " + obstacle);
    }
    Logger logger = System.getLogger(Backend.class.getName());
    logger.log(
        Level.WARNING, "Scalar kernels, many times slower than vector kernels: {0}", obstacle);
    return new Backend(new ScalarKernels(), new WorkerPool(threads), obstacle);
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

  private static String obstacleToVectors() {
    if (ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty()) {
      return "the module "
          + VECTOR_MODULE
          + " is not there; put the jars on the module path, or start java with --add-modules "
          + VECTOR_MODULE;
    }
    int bits = VectorKernels.vectorBits();
    if (bits < NARROWEST_BITS) {
      return "this JVM prefers vectors of %d bits, at least %d are needed"
          .formatted(bits, NARROWEST_BITS);
    }
    return "";
  }
}
