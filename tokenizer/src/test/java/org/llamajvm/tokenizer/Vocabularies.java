package org.llamajvm.tokenizer;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.llamajvm.tokenizer.files.Tokenizers;

/** The small vocabularies that the tests carry. */
final class Vocabularies {

  private Vocabularies() {}

  static Path directory(String name) {
    try {
      return Path.of(Vocabularies.class.getResource("small/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static Tokenizer load(String name) throws IOException {
    return Tokenizers.load(directory(name));
  }

  static byte[] bytes(String name, String file) throws IOException {
    return Files.readAllBytes(directory(name).resolve(file));
  }
}
