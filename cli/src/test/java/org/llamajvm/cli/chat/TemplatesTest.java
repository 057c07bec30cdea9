package org.llamajvm.cli.chat;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.ModelOptions;

class TemplatesTest {

  private static final Path WREN = Path.of(System.getProperty("llama.root"), "models/wren-3m");

  @TempDir private Path directory;

  @BeforeEach
  void copyTheModel() throws IOException {
    try (Stream<Path> files = Files.list(WREN)) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void aFileThatIsNoTemplateIsAFaultOfTheModel() throws IOException {
    Path file = Files.writeString(directory.resolve("mine.jinja"), "a\n{% nothing %}");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> choose(file.toString()))
        .withMessage(
            "Chat template %s: unknown statement 'nothing' (template line 2)".formatted(file));
  }

  @Test
  void soIsAVariantOfTheModelThatCannotBeParsed() throws IOException {
    Files.writeString(directory.resolve("chat_template.jinja"), "a");
    Path more = Files.createDirectory(directory.resolve("additional_chat_templates"));
    Files.writeString(more.resolve("brief.jinja"), "{% nothing %}");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> choose("brief"))
        .withMessage("Chat template brief: unknown statement 'nothing' (template line 1)");
  }

  private void choose(String name) throws IOException {
    try (LanguageModel model = LanguageModel.open(directory, ModelOptions.defaults())) {
      Templates.named(name, model);
    }
  }
}
