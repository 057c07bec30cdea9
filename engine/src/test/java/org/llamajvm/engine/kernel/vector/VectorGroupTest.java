package org.llamajvm.engine.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamajvm.engine.kernel.GroupKernel.LANES;

import java.util.Arrays;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.engine.kernel.GroupKernel;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.kernel.scalar.ScalarKernels;
import org.llamajvm.engine.tensor.RandomMatrices;

/** The loops of affine quantisation: equal to the bit at every width. */
@ParameterizedClass
@MethodSource("org.llamajvm.engine.kernel.vector.KernelsOfWidth#all")
class VectorGroupTest {

  private final GroupKernel scalar = new ScalarKernels().groups();

  @Parameter Kernels kernels;

  /**
   * Random groups; one of zeros, one of equal weights, one with an outlier, one of tiny weights.
   */
  private static float[] weights(int size) {
    float[] weights = new RandomMatrices(11).vector(size * LANES);
    for (int k = 0; k < size; k++) {
      weights[k * LANES] = k % 2 == 0 ? 0f : -0f;
      weights[k * LANES + 1] = 0.75f;
      weights[k * LANES + 3] *= 1e-30f;
    }
    weights[5 * LANES + 2] = -1e20f;
    return weights;
  }

  private static float[] lanes(int seed, float least) {
    float[] lanes = new RandomMatrices(seed).vector(LANES);
    for (int i = 0; i < LANES; i++) {
      lanes[i] += Math.copySign(least, lanes[i]);
    }
    return lanes;
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64, 128})
  void summariesAreEqual(int size) {
    float[] weights = weights(size);
    float[][] expected = new float[4][LANES];
    float[][] actual = new float[4][LANES];
    scalar.summarize(weights, expected[0], expected[1], expected[2], expected[3]);
    kernels.groups().summarize(weights, actual[0], actual[1], actual[2], actual[3]);
    assertThat(actual).isDeepEqualTo(expected);
    assertThat(actual[0][2]).isEqualTo(-1e20f);
    assertThat(actual[1][1]).isEqualTo(0.75f);
  }

  @ParameterizedTest
  @CsvSource({"32, 3", "64, 15", "128, 255"})
  void errorsAndSumsAreEqual(int size, float top) {
    float[] weights = weights(size);
    float[] inverse = lanes(1, 2);
    float[] scale = lanes(2, 0.1f);
    float[] bias = lanes(3, 0);
    float[][] expected = new float[4][LANES];
    float[][] actual = new float[4][LANES];
    Arrays.fill(actual[0], 7);
    scalar.errors(weights, inverse, scale, bias, top, expected[0]);
    scalar.fit(weights, inverse, bias, top, expected[1], expected[2], expected[3]);
    kernels.groups().errors(weights, inverse, scale, bias, top, actual[0]);
    kernels.groups().fit(weights, inverse, bias, top, actual[1], actual[2], actual[3]);
    assertThat(actual).isDeepEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"32, 2", "32, 3", "64, 3", "64, 4", "128, 6", "64, 8"})
  void codesAndWordsAreEqual(int size, int bits) {
    float[] weights = weights(size);
    float top = (1 << bits) - 1;
    int[] expected = new int[size * LANES];
    int[] actual = new int[size * LANES];
    float[] expectedErrors = new float[LANES];
    float[] actualErrors = new float[LANES];
    float[] step = lanes(4, 0.02f);
    float[] offset = lanes(5, 0);
    float[] scale = lanes(6, 0.02f);
    float[] bias = lanes(7, 0);
    scalar.encode(weights, step, offset, scale, bias, top, expected, expectedErrors);
    kernels.groups().encode(weights, step, offset, scale, bias, top, actual, actualErrors);
    assertThat(actual).containsExactly(expected);
    assertThat(actualErrors).containsExactly(expectedErrors);
    for (int code : actual) {
      assertThat(code).isBetween(0, (int) top);
    }

    int[] expectedWords = new int[size * bits / 32 * LANES];
    int[] actualWords = new int[size * bits / 32 * LANES];
    Arrays.fill(actualWords, -1);
    scalar.pack(expected, bits, expectedWords);
    kernels.groups().pack(actual, bits, actualWords);
    assertThat(actualWords).containsExactly(expectedWords);
    for (int k = 0; k < size; k++) {
      for (int lane = 0; lane < LANES; lane++) {
        assertThat(unpack(actualWords, k, lane, bits)).isEqualTo(actual[k * LANES + lane]);
      }
    }
  }

  /** Bit by bit. */
  private static int unpack(int[] words, int k, int lane, int bits) {
    int code = 0;
    for (int i = 0; i < bits; i++) {
      int bit = k * bits + i;
      code |= (words[bit / 32 * LANES + lane] >>> (bit % 32) & 1) << i;
    }
    return code;
  }
}
