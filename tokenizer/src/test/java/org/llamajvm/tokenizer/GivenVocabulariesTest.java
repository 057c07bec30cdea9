package org.llamajvm.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.tokenizer.files.Tokenizers;

/**
 * Vocabularies of one's own against the libraries: directories with {@code tokenizer.json} or
 * {@code tokenizer.model} and what {@code reference.py given DIR} has made of it. Where they lie is
 * said by {@code -Dllama.vocabularies=DIR}.
 */
@EnabledIfSystemProperty(named = GivenVocabulariesTest.PROPERTY, matches = ".+")
class GivenVocabulariesTest {

  static final String PROPERTY = "llama.vocabularies";

  private static final String REFERENCE = "reference.gz";

  static List<Path> directories() throws IOException {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty(PROPERTY)))) {
      return all.filter(path -> Files.exists(path.resolve(REFERENCE))).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("directories")
  void agreesWithTheLibrary(Path directory) throws IOException {
    Tokenizer tokenizer = Tokenizers.load(directory);
    Reference reference = Reference.read(directory.resolve(REFERENCE));
    assertThat(ReferenceCheck.compare(tokenizer, reference)).isGreaterThanOrEqualTo(10_000);
  }
}
