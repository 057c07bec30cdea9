package org.llamajvm.convert.quantize;

import org.llamajvm.engine.backend.ChosenKernels;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.kernel.GroupKernel;

/**
 * Makes quantisers that round in one way. Safe to share between threads, as what it makes is not.
 *
 * @param rounding how scale and bias are found
 * @param kernel does the arithmetic; the result does not depend on which it is
 */
public record Quantizers(Rounding rounding, GroupKernel kernel) {

  /**
   * Weights from which on vector kernels are faster: the JIT compiler needs a second or more for
   * them, in which the scalar ones would be done with fewer.
   */
  private static final long MANY = 100_000_000;

  /** With the fastest kernels that can run here. */
  public static Quantizers fastest(Rounding rounding) {
    return with(rounding, KernelChoice.AUTO);
  }

  /** With the kernels that are done first with so many weights. */
  public static Quantizers forWeights(Rounding rounding, long weights) {
    return with(rounding, weights < MANY ? KernelChoice.SCALAR : KernelChoice.AUTO);
  }

  private static Quantizers with(Rounding rounding, KernelChoice choice) {
    return new Quantizers(rounding, ChosenKernels.of(choice).kernels().groups());
  }

  /**
   * A quantiser for matrices of one width.
   *
   * @param cols elements of a row, a multiple of the group size
   * @throws IllegalArgumentException if the group size does not divide {@code cols}
   */
  public MatrixQuantizer of(GroupFormat format, int cols) {
    return new MatrixQuantizer(format, rounding, kernel, cols);
  }
}
