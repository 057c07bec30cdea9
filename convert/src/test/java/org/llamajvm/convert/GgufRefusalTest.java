package org.llamajvm.convert;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.format.ModelException;

/** What is said of files that are not converted or verified. */
final class GgufRefusalTest {

  private static final Path FILE = Path.of("some-model.gguf");

  @Test
  void isNotVerified() {
    assertThatThrownBy(() -> Verifier.verify(FILE, Progress.SILENT))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("'llama inspect' checks the structure of one")
        .hasMessageContaining("some-model.gguf");
  }
}
