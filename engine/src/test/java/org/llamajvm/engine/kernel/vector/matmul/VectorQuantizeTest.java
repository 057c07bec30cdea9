package org.llamajvm.engine.kernel.vector.matmul;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.Int8Groups;
import org.llamajvm.engine.kernel.Int8Input;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.kernel.scalar.ScalarKernels;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedFormat;
import org.llamajvm.engine.tensor.InterleavedFormat.Factors;
import org.llamajvm.engine.tensor.Packing;
import org.llamajvm.engine.tensor.RandomMatrices;

/**
 * Inputs as 8-bit integers: equal to the bit in every layout and width, and what they should be.
 */
@ParameterizedClass
@MethodSource("org.llamajvm.engine.kernel.vector.KernelsOfWidth#all")
class VectorQuantizeTest {

  private static final int TOKENS = 4;
  private static final int COLS = 4 * 64;

  private final Kernels scalar = new ScalarKernels();

  @Parameter Kernels vector;

  static List<InterleavedFormat> formats() {
    return List.of(
        InterleavedFormat.affine4(32, FloatType.F16),
        InterleavedFormat.affine4(64, FloatType.F16),
        new InterleavedFormat(Packing.FOUR, 32, FloatType.F16, Factors.TWO_SCALES),
        new InterleavedFormat(Packing.FIVE, 32, FloatType.F16, Factors.SCALE_AND_BIAS),
        new InterleavedFormat(Packing.SIX, 32, FloatType.F16, Factors.TWO_SCALES));
  }

  private static Int8Groups groups(InterleavedFormat format) {
    return Int8Groups.of(new RandomMatrices(1).interleaved(format, 16, COLS));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void codesScalesAndSumsAreEqualToTheBit(InterleavedFormat format) {
    int groupSize = groups(format).columns();
    Int8Input expected = encoded(input(scalar, format, 1), values());
    for (Int8Input actual : layouts(format)) {
      encoded(actual, values());
      assertThat(actual.groups()).isEqualTo(expected.groups());
      for (int token = 0; token < TOKENS; token++) {
        for (int column = 0; column < COLS; column++) {
          assertThat(actual.code(token, column)).isEqualTo(expected.code(token, column));
        }
        for (int group = 0; group < COLS / groupSize; group++) {
          assertThat(actual.scale(token, group)).isEqualTo(expected.scale(token, group));
          assertThat(actual.sum(token, group)).isEqualTo(expected.sum(token, group));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void tokensAreEncodedInAnyOrderAndLeaveTheOthersAlone(InterleavedFormat format) {
    Int8Input expected = encoded(input(scalar, format, 1), values());
    for (Int8Input actual : layouts(format)) {
      actual.reserve(TOKENS);
      for (int token : new int[] {3, 0, 2, 1}) {
        actual.encode(values(), token, token + 1);
      }
      for (int token = 0; token < TOKENS; token++) {
        for (int column = 0; column < COLS; column++) {
          assertThat(actual.code(token, column)).isEqualTo(expected.code(token, column));
        }
        assertThat(actual.scale(token, 0)).isEqualTo(expected.scale(token, 0));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aBatchMayGrowByAnyNumberOfTokens(InterleavedFormat format) {
    int groupSize = groups(format).columns();
    float[] values = new RandomMatrices(3).vector(14 * COLS);
    for (int first = 1; first < 14; first++) {
      for (int second = first; second < 14; second++) {
        for (Int8Input input : layouts(format)) {
          input.reserve(first);
          input.encode(values, 0, first);
          input.reserve(second);
          input.encode(values, 0, second);
          float largest = 0;
          for (int i = second * COLS - groupSize; i < second * COLS; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
          }
          assertThat(input.scale(second - 1, COLS / groupSize - 1))
              .isIn(largest / 127, largest / 63);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void codesAreWithinHalfAStepOfTheValues(InterleavedFormat format) {
    int groupSize = groups(format).columns();
    float[] values = values();
    for (Int8Input in : layouts(format)) {
      encoded(in, values);
      for (int i = 0; i < TOKENS * COLS; i++) {
        int code = in.code(i / COLS, i % COLS);
        double step = in.scale(i / COLS, i % COLS / groupSize);
        assertThat(code).isBetween(-127, 127);
        assertThat(Math.abs(step * code - values[i])).isLessThanOrEqualTo(step * 0.5001);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void valuesTooSmallForAScaleBecomeZero(InterleavedFormat format) {
    for (Int8Input in : layouts(format)) {
      in.reserve(1);
      for (float tiny : new float[] {0, Float.MIN_VALUE, -Float.MIN_NORMAL, 3e-37f}) {
        float[] values = new float[COLS];
        Arrays.fill(values, tiny);
        values[5] = 0;
        in.encode(values, 0, 1);
        for (int column = 0; column < COLS; column++) {
          assertThat(in.code(0, column)).isZero();
        }
        assertThat(in.sum(0, 0)).isZero();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void magnitudesOfAGroupAddUpToWhat16BitsAllow(InterleavedFormat format) {
    int groupSize = groups(format).columns();
    for (Int8Input in : layouts(format)) {
      encoded(in, values());
      for (int group = 0; group < COLS / groupSize; group++) {
        int sum = 0;
        for (int i = 0; i < groupSize; i++) {
          sum += Math.abs(in.code(1, group * groupSize + i));
        }
        assertThat(format.packing().centre() * sum).isBetween(1, (int) Short.MAX_VALUE);
      }
    }
  }

  /** The layouts for one token and for many. */
  private List<Int8Input> layouts(InterleavedFormat format) {
    return List.of(input(vector, format, 1), input(vector, format, 100));
  }

  private static Int8Input input(Kernels kernels, InterleavedFormat format, int tokens) {
    MatrixKernel kernel =
        kernels.bind(new RandomMatrices(1).interleaved(format, 16, COLS), ActivationPrecision.INT8);
    return (Int8Input) kernel.plan(0, tokens).form().orElseThrow().newInput(COLS);
  }

  private static Int8Input encoded(Int8Input input, float[] values) {
    input.reserve(TOKENS);
    input.encode(values, 0, TOKENS);
    return input;
  }

  /**
   * Random tokens; a group of zeros, one with an outlier, one of ties, one of tiny values, and two
   * of values of the same magnitude.
   */
  private static float[] values() {
    float[] values = new RandomMatrices(7).vector(TOKENS * COLS);
    Arrays.fill(values, 0, 64, 0);
    values[70] = -1e6f;
    for (int i = 128; i < 192; i++) {
      values[i] = (i - 160) * 0.5f;
    }
    values[130] = 127;
    for (int i = 192; i < 256; i++) {
      values[i] *= 1e-30f;
    }
    for (int i = COLS; i < COLS + 128; i++) {
      values[i] = i % 3 == 0 ? -0.3f : 0.3f;
    }
    return values;
  }
}
