package org.llamajvm.convert.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Names of tensors have the digits of files wherever the program runs. */
class WeightNameTest {

  @Test
  void aLayerHasItsNumberInTheDigitsOfFiles() {
    Locale before = Locale.getDefault(Locale.Category.FORMAT);
    try {
      Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("fa-IR"));
      assertThat("%d".formatted(7)).isNotEqualTo("7");
      WeightName name = new WeightName(WeightName.inLayers().getFirst(), 12);
      assertThat(name.huggingFace()).startsWith("model.layers.12.");
      assertThat(name.meta()).startsWith("layers.12.");
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, before);
    }
  }
}
