package org.llamajvm.engine.kernel.vector.matmul;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.scalar.ScalarKernels;
import org.llamajvm.engine.tensor.Matrix;

/** The scalar kernels keep the promise that the vector kernels keep. */
class ScalarMatrixTest {

  @ParameterizedTest
  @MethodSource("org.llamajvm.engine.kernel.vector.matmul.VectorMatrixTest#matrices")
  void aTokenGetsTheSameAloneAndAmongOthers(Matrix matrix) {
    for (ActivationPrecision precision : ActivationPrecision.values()) {
      MatrixPromises.aTokenGetsTheSameAloneAndAmongOthers(
          new ScalarKernels().bind(matrix, precision), VectorMatrixTest.STEPS);
    }
  }
}
