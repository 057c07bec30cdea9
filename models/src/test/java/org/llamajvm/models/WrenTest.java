package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.tokenizer.chat.Message;

/**
 * The model in the box against what {@code models/training/evaluate.py} has of transformers, on
 * text and questions that the model was not trained on.
 */
class WrenTest {

  private static final String BFLOAT16 = "wren-3m";
  private static final String FOUR_BIT = "wren-3m-4bit";

  /** Families with short answers. */
  private static final List<String> FAMILIES = List.of("addition", "capitals", "opposites");

  private final Path models = Fixtures.root().resolve("models");
  private final Path heldOut = models.resolve("training/heldout");
  private final JsonNode expected;

  WrenTest() throws IOException {
    expected =
        new JsonMapper().readTree(models.resolve("training/results/evaluation.json").toFile());
  }

  @ParameterizedTest
  @ValueSource(strings = {BFLOAT16, FOUR_BIT})
  void perplexityOfHeldOutStoriesIsThatOfTransformers(String name) throws IOException {
    JsonNode stories = expected.get(name).get("stories");
    Perplexity perplexity = perplexity(name, ActivationPrecision.FLOAT32);
    assertThat(perplexity.tokens()).isEqualTo(stories.get("tokens").longValue());
    assertThat(perplexity.value()).isCloseTo(stories.get("perplexity").doubleValue(), within(5e-5));
  }

  @Test
  void losesLittleByRounding() throws IOException {
    double exact = expected.get(FOUR_BIT).get("stories").get("perplexity").doubleValue();
    double unquantized = expected.get(BFLOAT16).get("stories").get("perplexity").doubleValue();
    assertThat(perplexity(FOUR_BIT, ActivationPrecision.INT8).value())
        .isCloseTo(exact, within(exact * 0.005))
        .isLessThan(unquantized * 1.02);
  }

  @Test
  void answersAsManyHeldOutQuestionsRightly() throws IOException {
    ModelOptions options = ModelOptions.defaults().withActivations(ActivationPrecision.FLOAT32);
    Path directory = models.resolve(FOUR_BIT);
    try (LanguageModel model = LanguageModel.open(directory, options)) {
      for (String family : FAMILIES) {
        List<JsonNode> questions = questions(family);
        List<Answer> answers = questions.stream().map(question -> ask(model, question)).toList();
        long right = 0;
        for (int i = 0; i < answers.size(); i++) {
          right += isAnswered(questions.get(i), answers.get(i).await().text()) ? 1 : 0;
        }
        JsonNode reference = expected.get(FOUR_BIT).get("questions").get(family);
        assertThat(questions).hasSize(reference.get("questions").intValue());
        assertThat(right).as(family).isCloseTo(reference.get("right").longValue(), within(1L));
      }
    }
  }

  private Perplexity perplexity(String name, ActivationPrecision activations) throws IOException {
    ModelOptions options = ModelOptions.defaults().withActivations(activations);
    try (LanguageModel model = LanguageModel.open(models.resolve(name), options)) {
      int[] tokens = model.tokenizer().encode(Files.readString(heldOut.resolve("stories.txt")));
      int window = expected.get(name).get("stories").get("window").intValue();
      return model.perplexity(tokens, window, new Cancellation(), done -> {});
    }
  }

  private List<JsonNode> questions(String family) throws IOException {
    try (var rows =
        new JsonMapper()
            .readerFor(JsonNode.class)
            .<JsonNode>readValues(heldOut.resolve("questions.jsonl").toFile())) {
      return rows.readAll().stream()
          .filter(row -> row.get("family").textValue().equals(family))
          .toList();
    }
  }

  private static Answer ask(LanguageModel model, JsonNode question) {
    return model.submit(
        GenerationRequest.builder()
            .messages(Message.user(question.get("question").textValue()))
            .options(GenerateOptions.defaults())
            .build());
  }

  private static boolean isAnswered(JsonNode question, String answer) {
    String accepted = Pattern.quote(question.get("accepted").textValue());
    return Pattern.compile("(?<!\\w)" + accepted + "(?!\\w)", Pattern.CASE_INSENSITIVE)
        .matcher(answer)
        .find();
  }
}
