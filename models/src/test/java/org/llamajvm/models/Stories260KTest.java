package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.generate.SequenceDecoder;
import org.llamajvm.models.architecture.TinyModel;

/**
 * A real model in three files against what {@code reference_stories.py} has of transformers, token
 * by token; its directory lies beside the repository.
 */
class Stories260KTest {

  private static final int BOS = 1;

  private final Path directory = Fixtures.root().resolve("../shared/models/stories260K-hf");
  private JsonNode expected;

  @BeforeEach
  void find() throws IOException {
    Assumptions.assumeTrue(
        Files.isDirectory(directory), "SKIPPED: no model at " + directory.toAbsolutePath());
    expected = new JsonMapper().readTree(Fixtures.directory().resolve("stories260K.json").toFile());
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "VECTOR"})
  void choosesTheLikeliestTokensFromBosOn(KernelChoice kernels) throws IOException {
    checkGreedy(expected.get("from_bos"), kernels);
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "VECTOR"})
  void choosesTheLikeliestTokensAfterAPrompt(KernelChoice kernels) throws IOException {
    checkGreedy(expected.get("from_prompt"), kernels);
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "VECTOR"})
  void perplexityOfATextIsThatOfTransformers(KernelChoice kernels) throws IOException {
    JsonNode reference = expected.get("perplexity");
    try (Backend backend = Backend.open(kernels, 2);
        TinyModel model = TinyModel.open(directory, backend);
        SequenceDecoder decoder = model.decoder(reference.get("window").intValue())) {
      Perplexity perplexity =
          new PerplexityMeter(decoder, new int[] {BOS})
              .measure(ints(reference.get("ids")), new Cancellation(), done -> {});
      assertThat(perplexity.tokens()).isEqualTo(reference.get("predicted_tokens").longValue());
      assertThat(perplexity.value())
          .isCloseTo(reference.get("perplexity").doubleValue(), within(5e-5));
      assertThat(perplexity.error())
          .isCloseTo(reference.get("standard_error").doubleValue(), within(5e-5));
    }
  }

  @Test
  void writesTheSameTextAndFindsTheSamePerplexity() throws IOException {
    JsonNode reference = expected.get("perplexity");
    GenerateOptions options = GenerateOptions.defaults().withMaxTokens(200);
    try (LanguageModel model = LanguageModel.open(directory, ModelOptions.defaults())) {
      checkText(expected.get("from_bos"), "", model.generate("", options, text -> {}).text());
      String prompt = expected.get("from_prompt").get("prompt").textValue();
      String continuation = model.generate(prompt, options, text -> {}).text();
      checkText(expected.get("from_prompt"), prompt, continuation);

      Path sample = Fixtures.directory().resolve(reference.get("file").textValue());
      int[] tokens = model.tokenizer().encode(Files.readString(sample));
      assertThat(tokens).containsExactly(ints(reference.get("ids")));
      Perplexity perplexity =
          model.perplexity(tokens, model.defaultPerplexityWindow(), new Cancellation(), done -> {});
      assertThat(perplexity.value())
          .isCloseTo(reference.get("perplexity").doubleValue(), within(5e-5));
    }
  }

  private static void checkText(JsonNode reference, String prompt, String continuation) {
    assertThat(prompt + continuation).isEqualTo(reference.get("text").textValue());
  }

  private void checkGreedy(JsonNode reference, KernelChoice kernels) throws IOException {
    int[] prompt = ints(reference.get("prompt_ids"));
    int[] continuation = ints(reference.get("new_ids"));
    int[] actual = new int[continuation.length];
    try (Backend backend = Backend.open(kernels, 2);
        TinyModel model = TinyModel.open(directory, backend);
        SequenceDecoder decoder = model.decoder(prompt.length + actual.length)) {
      decoder.prompt(prompt, 0, prompt.length, _ -> true);
      for (int i = 0; i < actual.length; i++) {
        actual[i] = likeliest(decoder.logits());
        decoder.next(actual[i]);
      }
    }
    assertThat(actual).containsExactly(continuation);
  }

  private static int likeliest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  private static int[] ints(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
  }
}
