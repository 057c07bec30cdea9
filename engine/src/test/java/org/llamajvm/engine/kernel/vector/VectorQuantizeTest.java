package org.llamajvm.engine.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;

import java.util.Arrays;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.engine.kernel.ActivationForm;
import org.llamajvm.engine.kernel.Activations;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.kernel.scalar.ScalarKernels;
import org.llamajvm.engine.tensor.RandomMatrices;

/** Activations as 8-bit integers: equal to the bit at every width, and what they should be. */
@ParameterizedClass
@MethodSource("org.llamajvm.engine.kernel.vector.KernelsOfWidth#all")
class VectorQuantizeTest {

  private static final int TOKENS = 4;
  private static final int COLS = 4 * 64;

  private final Kernels scalar = new ScalarKernels();

  @Parameter Kernels vector;

  @ParameterizedTest
  @EnumSource(mode = EXCLUDE, names = "FLOAT32")
  void codesScalesSumsAndStartsAreEqualToTheBit(ActivationForm form) {
    Activations expected = activations(form);
    Activations actual = activations(form);
    for (int token = 0; token < TOKENS; token++) {
      scalar.quantize(expected, token);
      vector.quantize(actual, token);
    }
    assertThat(actual.codes()).containsExactly(expected.codes());
    assertThat(actual.differences()).containsExactly(expected.differences());
    assertThat(actual.scales()).containsExactly(expected.scales());
    assertThat(actual.sums()).containsExactly(expected.sums());
    assertThat(actual.starts()).containsExactly(expected.starts());
  }

  @ParameterizedTest
  @EnumSource(mode = EXCLUDE, names = "FLOAT32")
  void codesOfManyTokensAreThoseOfFew(ActivationForm form) {
    Activations few = activations(form);
    Activations many = new Activations(COLS);
    many.reserve(MatrixKernel.PREFILL_TOKENS);
    many.reserveCodes(MatrixKernel.PREFILL_TOKENS, form);
    System.arraycopy(few.values(), 0, many.values(), 0, TOKENS * COLS);
    for (int token = 0; token < TOKENS; token++) {
      vector.quantize(few, token);
      vector.quantize(many, token);
    }
    assertThat(few.hasDifferences()).isTrue();
    assertThat(many.hasDifferences()).isFalse();
    assertThat(many.differences()).isEmpty();
    int words = few.codeIndex(TOKENS - 1, COLS / 2 - 1) + 1;
    assertThat(Arrays.copyOf(many.codes(), words))
        .containsExactly(Arrays.copyOf(few.codes(), words));
  }

  @ParameterizedTest
  @EnumSource(mode = EXCLUDE, names = "FLOAT32")
  void aTokenLeavesTheOthersAlone(ActivationForm form) {
    Activations in = activations(form);
    Arrays.fill(in.codes(), 0x7EADBEEF);
    Arrays.fill(in.differences(), 0x7EADBEEF);
    vector.quantize(in, 1);
    for (int token = 0; token < TOKENS; token++) {
      for (int pair = 0; pair < COLS / 2; pair++) {
        boolean code = in.codes()[in.codeIndex(token, pair)] != 0x7EADBEEF;
        boolean difference = in.differences()[token * COLS / 2 + pair] != 0x7EADBEEF;
        assertThat(code).as("code %d of token %d", pair, token).isEqualTo(token == 1);
        assertThat(difference).as("difference %d of %d", pair, token).isEqualTo(token == 1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EXCLUDE, names = "FLOAT32")
  void codesAreWithinHalfAStepOfTheValues(ActivationForm form) {
    Activations in = activations(form);
    for (int token = 0; token < TOKENS; token++) {
      vector.quantize(in, token);
    }
    for (int i = 0; i < TOKENS * COLS; i++) {
      int column = i % COLS;
      int pair = in.codes()[in.codeIndex(i / COLS, column / 8 * 4 + column % 4)];
      int code = i % 8 < 4 ? (short) pair : pair >> 16;
      double step = in.scales()[i / form.groupSize()];
      assertThat(code).isBetween(-127, 127);
      assertThat(Math.abs(step * code - in.values()[i])).isLessThanOrEqualTo(step * 0.5001);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EXCLUDE, names = "FLOAT32")
  void valuesTooSmallForAScaleBecomeZero(ActivationForm form) {
    Activations in = new Activations(COLS);
    in.reserve(1);
    in.reserveCodes(1, form);
    for (float tiny : new float[] {0, Float.MIN_VALUE, -Float.MIN_NORMAL, 3e-37f}) {
      Arrays.fill(in.values(), 0, COLS, tiny);
      in.values()[5] = 0;
      vector.quantize(in, 0);
      assertThat(in.codes()).containsOnly(0);
      assertThat(in.sums()).containsOnly(0);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EXCLUDE, names = "FLOAT32")
  void magnitudesOfAGroupAddUpToWhat16BitsAllow(ActivationForm form) {
    Activations in = activations(form);
    vector.quantize(in, 1);
    for (int group = 0; group < in.groups(); group++) {
      int sum = 0;
      for (int i = 0; i < form.groupSize() / 2; i++) {
        int pair = in.codes()[in.codeIndex(1, group * form.groupSize() / 2 + i)];
        sum += Math.abs((short) pair) + Math.abs(pair >> 16);
      }
      assertThat(8 * sum).isBetween(1, (int) Short.MAX_VALUE);
    }
  }

  /**
   * Random tokens; a group of zeros, one with an outlier, one of ties, one of tiny values, and two
   * of values of the same magnitude.
   */
  private static Activations activations(ActivationForm form) {
    Activations in = new Activations(COLS);
    in.reserve(TOKENS);
    in.reserveCodes(TOKENS, form);
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
    System.arraycopy(values, 0, in.values(), 0, values.length);
    return in;
  }
}
