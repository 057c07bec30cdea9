package org.llamajvm.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ActivationsTest {

  @Test
  void aBatchMayGrowByAnyNumberOfTokens() {
    for (int first = 1; first < 10; first++) {
      for (int second = first; second < 10; second++) {
        Activations activations = new Activations(32);
        encodeAll(activations, first);
        encodeAll(activations, second);
      }
    }
  }

  private static void encodeAll(Activations activations, int tokens) {
    activations.reserve(tokens);
    activations.reserveCodes(tokens, ActivationForm.INT8_GROUPS_OF_32);
    Arrays.fill(activations.values(), 127f);
    for (int token = 0; token < tokens; token++) {
      activations.encodeGroup(token, 0, 127f);
      assertThat(activations.scales()[token]).isEqualTo(1f);
    }
  }
}
