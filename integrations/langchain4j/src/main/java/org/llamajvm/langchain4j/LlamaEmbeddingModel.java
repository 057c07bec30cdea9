package org.llamajvm.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.io.IOException;
import java.util.List;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.TextEmbedder;

/**
 * A model for embeddings that runs in this program. Safe to share between threads.
 *
 * <p>What it embeds is the text as it is: an instruction that the model wants before questions, as
 * its publisher says, is for the caller to add.
 */
public final class LlamaEmbeddingModel implements EmbeddingModel {

  private final String name;
  private final TextEmbedder embedder;

  private LlamaEmbeddingModel(String name, TextEmbedder embedder) {
    this.name = name;
    this.embedder = embedder;
  }

  /**
   * Embeds with a model.
   *
   * @param model borrowed
   * @throws UnsupportedFeatureException if it is not a model for embeddings
   * @throws IOException if its files cannot be read
   */
  public static LlamaEmbeddingModel of(LanguageModel model) throws IOException {
    TextEmbedder embedder =
        model
            .embedder()
            .orElseThrow(() ->
                MessageMapper.unsupported(
                    "embeddings by this model: it has no 1_Pooling/config.json, " + model.path()));
    return new LlamaEmbeddingModel(String.valueOf(model.path().getFileName()), embedder);
  }

  @Override
  public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
    List<Embedding> embeddings =
        segments.stream().map(segment -> Embedding.from(embedder.embed(segment.text()))).toList();
    int tokens = segments.stream().mapToInt(segment -> embedder.countTokens(segment.text())).sum();
    return Response.from(embeddings, new TokenUsage(tokens));
  }

  @Override
  public int dimension() {
    return embedder.dimension();
  }

  @Override
  public String modelName() {
    return name;
  }
}
