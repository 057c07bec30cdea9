package org.llamajvm.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.output.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.models.LanguageModel;

/** Embeddings, with a model whose files say that it is one for them. */
class LlamaEmbeddingModelTest {

  @TempDir private Path directory;

  @Test
  void embedsWithAModelForEmbeddingsAlone() throws IOException {
    Path wren = Path.of(System.getProperty("llama.root"), "models", "wren-3m-4bit");
    try (Stream<Path> files = Files.list(wren)) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
    try (LanguageModel model = LanguageModel.open(directory)) {
      assertThatExceptionOfType(UnsupportedFeatureException.class)
          .isThrownBy(() -> LlamaEmbeddingModel.of(model))
          .withMessageContaining("1_Pooling/config.json");
      Files.createDirectory(directory.resolve("1_Pooling"));
      Files.createDirectory(directory.resolve("2_Normalize"));
      Files.writeString(
          directory.resolve("1_Pooling/config.json"), "{\"pooling_mode_mean_tokens\": true}");
      LlamaEmbeddingModel embedding = LlamaEmbeddingModel.of(model);
      Response<List<Embedding>> made =
          embedding.embedAll(List.of(TextSegment.from("a boat"), TextSegment.from("a ship")));
      assertThat(made.content()).hasSize(2);
      assertThat(made.tokenUsage().inputTokenCount()).isPositive();
      assertThat(made.content().getFirst().dimension()).isEqualTo(embedding.dimension());
      assertThat(made.content().getFirst()).isEqualTo(embedding.embed("a boat").content());
      double squares = 0;
      for (float element : made.content().getFirst().vector()) {
        squares += element * element;
      }
      assertThat(squares).isCloseTo(1, within(1e-5));
      assertThat(embedding.modelName()).isEqualTo(directory.getFileName().toString());
    }
  }
}
