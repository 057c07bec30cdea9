package org.llamajvm.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.llamajvm.engine.kernel.scalar.ScalarKernels;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedFormat;
import org.llamajvm.engine.tensor.RandomMatrices;

class ActivationsTest {

  @Test
  void equalFormsShareWhatWasEncoded() {
    Activations activations = new Activations(128);
    EncodedInput input = activations.in(form(64));
    assertThat(activations.in(form(64))).isSameAs(input);
    assertThat(activations.in(form(128))).as("groups of 64 again").isSameAs(input);
    assertThat(activations.in(form(32))).isNotSameAs(input);
  }

  @Test
  void groupsThatDoNotFillARowAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Activations(96).in(form(64)))
        .withMessage("Groups of 64 do not divide 96 columns");
  }

  private static InputForm form(int weightGroupSize) {
    return new ScalarKernels()
        .bind(
            new RandomMatrices(1)
                .interleaved(InterleavedFormat.affine4(weightGroupSize, FloatType.F16), 16, 128),
            ActivationPrecision.INT8)
        .plan(1, 0)
        .form()
        .orElseThrow();
  }
}
