package org.llamajvm.engine.kernel.vector.elementwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.llamajvm.engine.kernel.GuardedFloats.GUARD;
import static org.llamajvm.engine.kernel.GuardedFloats.assertGuarded;
import static org.llamajvm.engine.kernel.GuardedFloats.canaries;
import static org.llamajvm.engine.kernel.GuardedFloats.guarded;
import static org.llamajvm.engine.kernel.Rounding.UNIT;
import static org.llamajvm.engine.kernel.Rounding.assertWithin;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.kernel.scalar.ScalarKernels;
import org.llamajvm.engine.tensor.RandomMatrices;

/** Operations on rows of floats: vector kernels against their scalar twins, at every width. */
@ParameterizedClass
@MethodSource("org.llamajvm.engine.kernel.vector.KernelsOfWidth#all")
class VectorElementwiseTest {

  private final Kernels scalar = new ScalarKernels();

  @Parameter Kernels vector;

  static IntStream lengths() {
    return IntStream.concat(IntStream.range(0, 20), IntStream.of(31, 32, 33, 47, 64, 65, 1000));
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void rmsNormIsWithinTheRoundingOfItsSum(int length) {
    float[] x = guarded(random(length));
    float[] weight = random(length + 1);
    float[] expected = canaries(length + 2 * GUARD);
    float[] actual = expected.clone();
    scalar.rmsNorm(x, GUARD, weight, 1e-5f, expected, GUARD, length);
    vector.rmsNorm(x, GUARD, weight, 1e-5f, actual, GUARD, length);
    assertGuarded(actual, length);
    for (int i = GUARD; i < GUARD + length; i++) {
      assertWithin(UNIT * (length + 4) * Math.abs(expected[i]), actual[i], expected[i], i);
    }
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void swiGluIsWithinAFewRoundings(int length) {
    float[] gates = random(length);
    for (int i = 0; i < length; i++) {
      gates[i] *= 8;
    }
    float[] ups = random(length);
    float[] gateUp = canaries(2 * length + 3 * GUARD);
    int up = length + 2 * GUARD;
    System.arraycopy(gates, 0, gateUp, GUARD, length);
    System.arraycopy(ups, 0, gateUp, up, length);
    float[] expected = canaries(length + 2 * GUARD);
    float[] actual = expected.clone();
    scalar.swiGlu(gateUp, GUARD, up, expected, GUARD, length);
    vector.swiGlu(gateUp, GUARD, up, actual, GUARD, length);
    assertGuarded(actual, length);
    for (int i = GUARD; i < GUARD + length; i++) {
      assertWithin(UNIT * 12 * Math.abs(expected[i]), actual[i], expected[i], i);
    }
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void geGluIsWithinAFewRoundingsOfItsExponent(int length) {
    float[] gateUp = random(2 * length);
    for (int i = 0; i < length; i++) {
      gateUp[i] *= 4;
    }
    float[] expected = canaries(length + 2 * GUARD);
    float[] actual = expected.clone();
    scalar.geGlu(gateUp, 0, length, expected, GUARD, length);
    vector.geGlu(gateUp, 0, length, actual, GUARD, length);
    assertGuarded(actual, length);
    for (int i = 0; i < length; i++) {
      double gate = gateUp[i];
      double exponent = 1.6 * Math.abs(gate) + 0.08 * Math.pow(Math.abs(gate), 3);
      double bound = UNIT * (12 + 4 * exponent) * Math.abs(expected[GUARD + i]) + 1e-36;
      assertWithin(bound, actual[GUARD + i], expected[GUARD + i], i);
    }
  }

  @Test
  void geGluIsGeluOfTheGateTimesTheUp() {
    float[] gateUp = {-3, -1, -0.5f, 0, 0.5f, 1, 3, 8, 2, 2, 2, 2, 2, 2, 2, 0.5f};
    for (Kernels kernels : List.of(scalar, vector)) {
      float[] out = new float[8];
      kernels.geGlu(gateUp, 0, 8, out, 0, 8);
      for (int i = 0; i < 8; i++) {
        double x = gateUp[i];
        double tanh = Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x));
        assertThat(out[i]).isCloseTo((float) (x / 2 * (1 + tanh) * gateUp[8 + i]), within(1e-6f));
      }
    }
  }

  @Test
  void geGluOfExtremeGatesIsTheirLimit() {
    float[] gates = {-1e30f, -1000, 200, 1e30f, Float.POSITIVE_INFINITY, Float.NaN};
    float[] limits = {0, 0, 200, 1e30f, Float.POSITIVE_INFINITY, Float.NaN};
    for (int i = 0; i < gates.length; i++) {
      float[] gateUp = new float[34];
      Arrays.fill(gateUp, 0, 17, gates[i]);
      Arrays.fill(gateUp, 17, 34, 1);
      float[] out = new float[17];
      vector.geGlu(gateUp, 0, 17, out, 0, 17);
      for (float value : out) {
        assertThat(value).as("gate %s", gates[i]).isCloseTo(limits[i], within(1e-7f));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void softCapIsWithinAFewRoundingsOfTheCap(int length) {
    for (float cap : new float[] {1, 30, 50}) {
      float[] expected = guarded(random(length));
      for (int i = GUARD; i < GUARD + length; i++) {
        expected[i] *= 40;
      }
      float[] actual = expected.clone();
      scalar.softCap(expected, GUARD, length, cap);
      vector.softCap(actual, GUARD, length, cap);
      assertGuarded(actual, length);
      for (int i = GUARD; i < GUARD + length; i++) {
        assertWithin(UNIT * 16 * cap, actual[i], expected[i], i);
      }
    }
  }

  @Test
  void softCapOfExtremesIsTheCap() {
    float[] x = new float[17];
    for (float extreme : new float[] {1e4f, 1e30f, Float.POSITIVE_INFINITY}) {
      for (int sign : new int[] {-1, 1}) {
        Arrays.fill(x, sign * extreme);
        vector.softCap(x, 0, 17, 30);
        assertThat(x).containsOnly(sign * 30f);
      }
    }
  }

  @Test
  void swiGluOfExtremeGatesIsTheirLimit() {
    float[] gates = {-1e30f, -1000, -200, 200, 1000, 1e30f, Float.POSITIVE_INFINITY, Float.NaN};
    float[] limits = {0, 0, 0, 200, 1000, 1e30f, Float.POSITIVE_INFINITY, Float.NaN};
    for (int i = 0; i < gates.length; i++) {
      float[] gateUp = new float[34];
      Arrays.fill(gateUp, 0, 17, gates[i]);
      Arrays.fill(gateUp, 17, 34, 1);
      float[] out = new float[17];
      vector.swiGlu(gateUp, 0, 17, out, 0, 17);
      for (float value : out) {
        assertThat(value).as("gate %s", gates[i]).isCloseTo(limits[i], within(1e-7f));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void sumsAndProductsOfElementsAreEqualToTheBit(int length) {
    float[] y = guarded(random(length + 3));
    float[] expected = guarded(random(length));
    float[] actual = expected.clone();
    scalar.add(expected, GUARD, y, GUARD + 3, length);
    vector.add(actual, GUARD, y, GUARD + 3, length);
    scalar.multiply(expected, GUARD, y, GUARD + 1, length);
    vector.multiply(actual, GUARD, y, GUARD + 1, length);
    scalar.scale(expected, GUARD, length, 1 / 3f);
    vector.scale(actual, GUARD, length, 1 / 3f);
    assertGuarded(actual, length);
    assertThat(actual).containsExactly(expected);
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void rotationIsWithinTwoRoundings(int half) {
    float[] cosines = guarded(random(half));
    float[] sines = guarded(random(half));
    float[] x = guarded(random(2 * half));
    float[] expected = x.clone();
    float[] actual = x.clone();
    scalar.rotate(expected, GUARD, cosines, sines, GUARD, half);
    vector.rotate(actual, GUARD, cosines, sines, GUARD, half);
    assertGuarded(actual, 2 * half);
    for (int i = GUARD; i < GUARD + half; i++) {
      double size = (Math.abs(x[i]) + Math.abs(x[i + half])) * 4;
      assertWithin(UNIT * 3 * size, actual[i], expected[i], i);
      assertWithin(UNIT * 3 * size, actual[i + half], expected[i + half], i);
    }
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void maximumIsTheLargestWhereverItIs(int length) {
    float[] x = guarded(random(length));
    for (int place = GUARD; place < GUARD + length; place++) {
      float before = x[place];
      x[place] = 100 + place;
      assertThat(vector.maximum(x, GUARD, length)).isEqualTo(100 + place);
      x[place] = before;
    }
    assertThat(vector.maximum(x, GUARD, length)).isEqualTo(scalar.maximum(x, GUARD, length));
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void exponentialsAndTheirSumAreWithinTheirRounding(int length) {
    float[] expected = guarded(random(length));
    float[] actual = expected.clone();
    float maximum = scalar.maximum(expected, GUARD, length);
    float expectedSum = scalar.exponentials(expected, GUARD, length, maximum, 0x1p100f);
    float actualSum = vector.exponentials(actual, GUARD, length, maximum, 0x1p100f);
    assertGuarded(actual, length);
    for (int i = GUARD; i < GUARD + length; i++) {
      assertWithin(UNIT * 6 * Math.abs(expected[i]), actual[i], expected[i], i);
    }
    assertWithin(UNIT * (length + 6) * expectedSum, actualSum, expectedSum, 0);
  }

  @Test
  void exponentialsAreRightOverTheWholeRange() {
    float[] x = new float[20_000];
    for (int i = 0; i < x.length; i++) {
      x[i] = -i * (110f / x.length);
    }
    float[] actual = x.clone();
    vector.exponentials(actual, 0, x.length, 0, 1);
    double worst = 0;
    for (int i = 0; i < x.length; i++) {
      double expected = Math.exp(x[i]);
      double difference = Math.abs(actual[i] - expected);
      if (expected < Float.MIN_NORMAL * 2) {
        assertThat(difference).as("exp(%s)", x[i]).isLessThan(Float.MIN_NORMAL * 2);
      } else {
        worst = Math.max(worst, difference / expected);
      }
    }
    assertThat(worst).isLessThan(4 * UNIT);
  }

  @Test
  void exponentialsOfExtremesAreZeroOneOrNotANumber() {
    float[] extremes = {
      Float.NEGATIVE_INFINITY, -Float.MAX_VALUE, -1e10f, -200, -0f, 0, -Float.MIN_VALUE, Float.NaN
    };
    float[] expected = {0, 0, 0, 0, 1, 1, 1, Float.NaN};
    for (int lane = 0; lane < 16; lane++) {
      for (int i = 0; i < extremes.length; i++) {
        float[] x = new float[16];
        x[lane] = extremes[i];
        vector.exponentials(x, 0, 16, 0, 1);
        assertThat(x[lane]).as("exp(%s)", extremes[i]).isEqualTo(Float.valueOf(expected[i]));
      }
    }
  }

  @Test
  void theCompilerChangesNoBit() {
    float[] x = random(107);
    float[] weight = random(107);
    float[] first = new float[107];
    vector.rmsNorm(x, 0, weight, 1e-5f, first, 0, 107);
    float[] exponentials = x.clone();
    float firstSum = vector.exponentials(exponentials, 0, 107, 3, 1);
    for (int call = 0; call < 20_000; call++) {
      float[] again = new float[107];
      vector.rmsNorm(x, 0, weight, 1e-5f, again, 0, 107);
      float sum = vector.exponentials(x.clone(), 0, 107, 3, 1);
      if (sum != firstSum || !Arrays.equals(first, again)) {
        throw new AssertionError("other bits in call " + call);
      }
    }
  }

  private static float[] random(int length) {
    return new RandomMatrices(length).vector(length);
  }
}
