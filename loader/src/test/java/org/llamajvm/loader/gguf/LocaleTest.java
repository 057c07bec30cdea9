package org.llamajvm.loader.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.loader.layout.InterleavedShape;
import org.llamajvm.loader.weights.ModelFiles;

/** Names of files, and what files say, have the digits of files wherever the program runs. */
class LocaleTest {

  private final Locale before = Locale.getDefault(Locale.Category.FORMAT);

  @BeforeEach
  void goToEgypt() {
    Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("ar-EG"));
    assertThat("%d".formatted(7)).isNotEqualTo("7");
  }

  @AfterEach
  void goBack() {
    Locale.setDefault(Locale.Category.FORMAT, before);
  }

  @Test
  void aSplitModelFindsItsOtherFiles() {
    SplitName first = SplitName.of(Path.of("a-00001-of-00002.gguf")).orElseThrow();
    assertThat(first.sibling(2)).isEqualTo(Path.of("a-00002-of-00002.gguf"));
  }

  @Test
  void shardsAreNamedAsOthersNameThem() {
    assertThat(ModelFiles.name(2, 12)).isEqualTo("model-00002-of-00012.safetensors");
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64})
  void aShapeIsReadAsItWasWritten(int group) {
    InterleavedShape shape = new InterleavedShape(16, 128, group, FloatType.F16);
    assertThat(InterleavedShape.parse(shape.text())).contains(shape);
  }
}
