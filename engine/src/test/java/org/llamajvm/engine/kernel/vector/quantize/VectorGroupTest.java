package org.llamajvm.engine.kernel.vector.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.llamajvm.engine.kernel.GroupKernel.LANES;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
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
  @CsvSource({"32, 0, 32", "64, 7, 80", "128, 64, 528"})
  void rowsLieSideBySide(int size, int first, int stride) {
    float[] rows = new RandomMatrices(8).vector(first + LANES * stride + size);
    float[] actual = new float[size * LANES];
    float[] expected = new float[size * LANES];
    scalar.gather(rows, first, stride, expected);
    kernels.groups().gather(rows, first, stride, actual);
    assertThat(actual).containsExactly(expected);
    for (int k = 0; k < size; k++) {
      for (int row = 0; row < LANES; row++) {
        assertThat(actual[k * LANES + row]).isEqualTo(rows[first + row * stride + k]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"32, 3", "64, 15", "128, 255"})
  void linesAreEqual(int size, float top) {
    float[] weights = weights(size);
    float[] scale = lanes(1, 0.1f);
    float[] bias = lanes(3, 0);
    float[] sums = lanes(9, 1);
    float[][] expected = new float[5][LANES];
    float[][] actual = new float[5][LANES];
    for (float[][] results : List.of(expected, actual)) {
      Arrays.fill(results[0], 7);
      Arrays.fill(results[3], 8);
      Arrays.fill(results[4], 9);
    }
    scalar.fit(weights, scale, bias, top, expected[0], expected[1], expected[2]);
    scalar.line(size, sums, expected[0], expected[1], expected[2], 1e-7f, expected[3], expected[4]);
    kernels.groups().fit(weights, scale, bias, top, actual[0], actual[1], actual[2]);
    kernels.groups().line(size, sums, actual[0], actual[1], actual[2], 1e-7f, actual[3], actual[4]);
    assertThat(actual).isDeepEqualTo(expected);
    // equal weights have equal codes, through which there is no line
    assertThat(actual[3][1]).isEqualTo(8);
    assertThat(actual[4][1]).isEqualTo(9);
    int fitted = 0;
    for (float slope : actual[3]) {
      fitted += slope == 8 ? 0 : 1;
    }
    assertThat(fitted).isGreaterThanOrEqualTo(4);
  }

  /** Ends of every kind: of one sign, equal, zero, far from zero beside their distance. */
  @ParameterizedTest
  @ValueSource(floats = {3, 15, 255})
  void linesAsOfMlxAreEqual(float top) {
    float[] min = lanes(21, 0);
    float[] max = min.clone();
    for (int lane = 0; lane < LANES; lane++) {
      max[lane] += lane * 0.3f;
    }
    System.arraycopy(new float[] {0, -0f, 1, 1e7f, -2e4f, 0x1p23f, -1e30f}, 0, min, 0, 7);
    System.arraycopy(new float[] {0, 0, 1, 1e7f, -2e4f + 1, 0x1p23f + 2, 1e30f}, 0, max, 0, 7);
    float[][] expected = new float[2][LANES];
    float[][] actual = new float[2][LANES];
    scalar.lineAsMlx(min, max, top, 1e-7f, expected[0], expected[1]);
    kernels.groups().lineAsMlx(min, max, top, 1e-7f, actual[0], actual[1]);
    assertThat(actual).isDeepEqualTo(expected);
  }

  @Test
  void theBetterOfTwoIsKept() {
    int[] mine = new int[32 * LANES];
    int[] others = new int[32 * LANES];
    Arrays.setAll(mine, i -> i);
    Arrays.setAll(others, i -> -i);
    float[] errors = lanes(12, 0);
    float[] otherErrors = lanes(13, 0);
    errors[4] = otherErrors[4];
    errors[7] = Float.NaN;
    int[] kept = mine.clone();
    float[] smaller = errors.clone();
    kernels.groups().keepBetter(kept, smaller, others, otherErrors);
    for (int at = 0; at < kept.length; at++) {
      boolean better = errors[at % LANES] <= otherErrors[at % LANES];
      assertThat(kept[at]).isEqualTo(better ? mine[at] : others[at]);
      assertThat(smaller[at % LANES])
          .isEqualTo(better ? errors[at % LANES] : otherErrors[at % LANES]);
    }
    kernels.groups().keepBetter(kept, smaller, mine, smaller);
    assertThat(kept[7 + LANES]).isEqualTo(-7 - LANES);
  }

  /** Points on a line: slope, intercept and, where it is nearly level, neither. */
  @Test
  void lineGoesThroughItsPoints() {
    float[] slope = new float[LANES];
    float[] intercept = new float[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      slope[lane] = lane == 3 ? 0.001f : 0.25f * (lane + 1);
      intercept[lane] = 2 - lane;
    }
    float[] weights = new float[32 * LANES];
    float[] sums = new float[LANES];
    for (int at = 0; at < weights.length; at++) {
      int lane = at % LANES;
      weights[at] = slope[lane] * (at / LANES % 8) + intercept[lane];
      sums[lane] += weights[at];
    }
    float[][] actual = new float[5][LANES];
    GroupKernel groups = kernels.groups();
    groups.fit(weights, slope, intercept, 15, actual[0], actual[1], actual[2]);
    groups.line(32, sums, actual[0], actual[1], actual[2], 0.01f, actual[3], actual[4]);
    for (int lane = 0; lane < LANES; lane++) {
      boolean level = lane == 3;
      assertThat(actual[3][lane]).isCloseTo(level ? 0 : slope[lane], offset(1e-5f));
      assertThat(actual[4][lane]).isCloseTo(level ? 0 : intercept[lane], offset(1e-4f));
    }
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
    scalar.encode(weights, scale, bias, top, expected, expectedErrors);
    kernels.groups().encode(weights, scale, bias, top, actual, actualErrors);
    assertThat(actual).containsExactly(expected);
    assertThat(actualErrors).containsExactly(expectedErrors);
    scalar.encodeAsMlx(weights, step, offset, scale, bias, top, expected, expectedErrors);
    kernels.groups().encodeAsMlx(weights, step, offset, scale, bias, top, actual, actualErrors);
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
