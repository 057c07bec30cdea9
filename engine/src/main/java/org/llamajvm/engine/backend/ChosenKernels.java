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
    Optional<Obstacle> obstacle = Obstacle.find(VectorKernels::vectorBits);
    if (obstacle.isEmpty()) {
      String reason =
          choice == KernelChoice.VECTOR ? "asked for" : "the widest this processor prefers";
      return new ChosenKernels(new VectorKernels(), reason);
    }
    if (choice == KernelChoice.VECTOR) {
      throw new UnsupportedOperationException("Vector kernels cannot run: " + obstacle.get());
    }
    Logger logger = System.getLogger(ChosenKernels.class.getName());
    logger.log(
        Level.WARNING,
        "Scalar kernels, many times slower than vector kernels: {0}",
        obstacle.get().toString());
    return new ChosenKernels(new ScalarKernels(), obstacle.get().cause());
  }

  /** Vector kernels, if they can run here. */
  public static Optional<Kernels> vectors() {
    return Obstacle.find(VectorKernels::vectorBits).isEmpty()
        ? Optional.of(new VectorKernels())
        : Optional.empty();
  }
}
