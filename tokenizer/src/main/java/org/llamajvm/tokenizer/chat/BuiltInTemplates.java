package org.llamajvm.tokenizer.chat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The templates that come with the program, each a resource beside this class. */
final class BuiltInTemplates {
  static final List<String> NAMES = List.of("chatml", "llama2", "llama3", "zephyr");

  private BuiltInTemplates() {}

  static String source(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "No built-in chat template '" + name + "'; there are " + NAMES);
    }
    try (InputStream in = BuiltInTemplates.class.getResourceAsStream(name + ".jinja")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the built-in chat template " + name, e);
    }
  }
}
