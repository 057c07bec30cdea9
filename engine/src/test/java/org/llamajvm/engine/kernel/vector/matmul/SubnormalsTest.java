package org.llamajvm.engine.kernel.vector.matmul;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.kernel.Products;
import org.llamajvm.engine.kernel.vector.KernelsOfWidth;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.engine.tensor.RandomMatrices;

/** The way that a processor likes better must not show in what a model says. */
class SubnormalsTest {

  @ParameterizedTest
  @ValueSource(ints = {64, 128, 256, 512})
  void bothWaysOfMultiplyingF16AreEqualToTheBit(int bits) {
    Matrix matrix = new RandomMatrices(4).floats(FloatType.F16, 37, 1_031);
    assertThat(product(KernelsOfWidth.kernels(bits, true), matrix))
        .containsExactly(product(KernelsOfWidth.kernels(bits, false), matrix))
        .doesNotContain(0);
  }

  private static float[] product(Kernels kernels, Matrix matrix) {
    float[] values = new float[3 * matrix.cols()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i) * (1 << i % 13);
    }
    return Products.whole(kernels.bind(matrix, ActivationPrecision.FLOAT32), values, 3, 0);
  }
}
