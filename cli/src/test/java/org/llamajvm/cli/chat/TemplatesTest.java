package org.llamajvm.cli.chat;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.format.ModelException;

class TemplatesTest {

  @TempDir private Path model;

  @Test
  void aFileThatIsNoTemplateIsAFaultOfTheModel() throws IOException {
    Path file = Files.writeString(model.resolve("mine.jinja"), "a\n{% nothing %}");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> Templates.named(file.toString(), model))
        .withMessage(
            "Chat template %s: unknown statement 'nothing' (template line 2)".formatted(file));
  }

  @Test
  void soIsAVariantOfTheModelThatCannotBeParsed() throws IOException {
    Files.writeString(model.resolve("chat_template.jinja"), "a");
    Path more = Files.createDirectory(model.resolve("additional_chat_templates"));
    Files.writeString(more.resolve("brief.jinja"), "{% nothing %}");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> Templates.named("brief", model))
        .withMessage("Chat template brief: unknown statement 'nothing' (template line 1)");
  }
}
