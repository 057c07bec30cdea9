package org.llamajvm.engine.backend;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.kernel.scalar.ScalarKernels;
import org.llamajvm.engine.kernel.vector.VectorKernels;

/**
 * A set of kernels that can run here.
 *
 * @param kernels the kernels
 * @param reason why these, for people
 */
public record ChosenKernels(Kernels kernels, String reason) {

  private static final String VECTOR_MODULE = "jdk.incubator.vector";
  private static final int NARROWEST_BITS = 128;

  /**
   * Chooses.
   *
   * @param choice which kernels
   * @throws UnsupportedOperationException if {@link KernelChoice#VECTOR} is asked for and cannot
   *     run here; the message says what to do
   */
  public static ChosenKernels of(KernelChoice choice) {
    if (choice == KernelChoice.SCALAR) {
      return new ChosenKernels(new ScalarKernels(), "asked for");
    }
    String obstacle = obstacleToVectors();
    if (obstacle.isEmpty()) {
      String reason =
          choice == KernelChoice.VECTOR ? "asked for" : "the widest this processor prefers";
      return new ChosenKernels(new VectorKernels(), reason);
    }
    if (choice == KernelChoice.VECTOR) {
      throw new UnsupportedOperationException("Vector kernels cannot run: " + obstacle);
    }
    Logger logger = System.getLogger(ChosenKernels.class.getName());
    logger.log(
        Level.WARNING, "Scalar kernels, many times slower than vector kernels: {0}", obstacle);
    return new ChosenKernels(new ScalarKernels(), obstacle);
  }

  /** Vector kernels, if they can run here. */
  public static Optional<Kernels> vectors() {
    return obstacleToVectors().isEmpty() ? Optional.of(new VectorKernels()) : Optional.empty();
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
