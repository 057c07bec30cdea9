package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.format.ModelFormatException;

/**
 * Vectors of the model in the box, with files that say it is one for embeddings, against the states
 * that {@code embedding_reference.py} has of transformers.
 */
class TextEmbedderTest {

  private static final Path WREN = Fixtures.root().resolve("models/wren-3m");

  @TempDir private Path directory;

  private LanguageModel open(String pooling, boolean normalized) throws IOException {
    try (Stream<Path> files = Files.list(WREN)) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
    Files.createDirectory(directory.resolve("1_Pooling"));
    Files.writeString(
        directory.resolve("1_Pooling/config.json"), "{\"%s\": true}".formatted(pooling));
    if (normalized) {
      Files.createDirectory(directory.resolve("2_Normalize"));
    }
    return LanguageModel.open(
        directory, ModelOptions.defaults().withActivations(ActivationPrecision.FLOAT32));
  }

  private static JsonNode reference() throws IOException {
    try (InputStream in = TextEmbedderTest.class.getResourceAsStream("/embedding/states.json")) {
      return new JsonMapper().readTree(in);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "pooling_mode_mean_tokens, mean, false",
    "pooling_mode_lasttoken, last, false",
    "pooling_mode_cls_token, first, true"
  })
  void vectorsAreThoseOfTransformers(String entry, String name, boolean normalized)
      throws IOException {
    try (LanguageModel model = open(entry, normalized)) {
      TextEmbedder embedder = model.embedder().orElseThrow();
      for (JsonNode text : reference().get("texts")) {
        float[] vector = embedder.embed(text.get("text").textValue());
        assertThat(embedder.countTokens(text.get("text").textValue()))
            .isEqualTo(text.get("tokens").intValue());
        assertThat(vector).hasSize(embedder.dimension());
        JsonNode expected = text.get(name);
        double length = normalized ? length(expected) : 1;
        for (int i = 0; i < vector.length; i++) {
          assertThat(vector[i])
              .isCloseTo((float) (expected.get(i).doubleValue() / length), within(2e-3f));
        }
      }
    }
  }

  private static double length(JsonNode vector) {
    double squares = 0;
    for (JsonNode element : vector) {
      squares += element.doubleValue() * element.doubleValue();
    }
    return Math.sqrt(squares);
  }

  @Test
  void onlyModelsForEmbeddingsEmbed() throws IOException {
    try (LanguageModel model = LanguageModel.open(WREN)) {
      assertThat(model.embedder()).isEmpty();
    }
    LanguageModel odd = open("pooling_mode_max_tokens", true);
    try (odd) {
      assertThatExceptionOfType(ModelFormatException.class)
          .isThrownBy(odd::embedder)
          .withMessageContaining("no pooling by mean, last or first token");
      Files.writeString(
          directory.resolve("1_Pooling/config.json"), "{\"pooling_mode_lasttoken\": true}");
      TextEmbedder embedder = odd.embedder().orElseThrow();
      assertThatExceptionOfType(PromptTooLongException.class)
          .isThrownBy(() -> embedder.embed("one ".repeat(5000)));
      assertThat(List.of(embedder.embed("one"))).first().satisfies(v -> assertThat(v).isNotEmpty());
      odd.close();
      assertThatIllegalStateException().isThrownBy(() -> embedder.embed("one"));
    }
  }
}
