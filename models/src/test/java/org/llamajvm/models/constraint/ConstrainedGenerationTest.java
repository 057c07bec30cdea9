package org.llamajvm.models.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.models.Answer;
import org.llamajvm.models.GenerateOptions;
import org.llamajvm.models.Generation;
import org.llamajvm.models.GenerationRequest;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.ModelOptions;
import org.llamajvm.models.Scheduler;
import org.llamajvm.models.SchedulerOptions;
import org.llamajvm.models.SchedulerStatus;

/** Text under constraints, by a model that knows stories alone. */
class ConstrainedGenerationTest {

  private static final SamplingOptions WILD =
      SamplingOptions.builder().temperature(1.5f).seed(7).build();

  private static LanguageModel model;

  @BeforeAll
  static void open() throws IOException {
    Path root = Path.of(System.getProperty("llama.root", ".."));
    model = LanguageModel.open(root.resolve("models/wren-3m"), ModelOptions.defaults());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static Generation generate(Constraint constraint) {
    return model.generate(
        "Once upon a time",
        GenerateOptions.defaults().withSampling(WILD).withMaxTokens(60).withConstraint(constraint),
        _ -> {});
  }

  @Test
  void choosesOneOfTheTexts() {
    List<String> colours = List.of("red", "green", "blue", "green as grass");
    Generation generation = generate(Constraint.choice(colours));
    assertThat(colours).contains(generation.text());
    assertThat(generation.finishReason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void writesWhatIsForcedWithoutAStepOfItsOwn() {
    Constraint word = Constraint.choice(List.of("red", "blue"));
    Generation generation =
        generate(
            Constraint.sequence(
                Constraint.text("The colours are: "),
                word,
                Constraint.sequence(Constraint.text(" and then "), word).repeated(2, 2),
                Constraint.text(".")));
    assertThat(generation.text())
        .matches("The colours are: (red|blue)( and then (red|blue)){2}\\.");
    assertThat(generation.finishReason()).isEqualTo(FinishReason.STOP);
  }

  /** Log probabilities are those of single tokens: with them, nothing is forced. */
  @Test
  void takesOneStepForTextThatIsForced() {
    String text = "There was a little bird who lived in a tall tree by the sea.";
    GenerateOptions options =
        GenerateOptions.defaults()
            .withSampling(WILD)
            .withMaxTokens(100)
            .withConstraint(Constraint.text(text));
    SchedulerStatus.Totals forced = totals(options, text);
    SchedulerStatus.Totals single = totals(options.withLogprobs(0), text);
    assertThat(forced.generatedTokens()).isGreaterThan(10);
    assertThat(forced.steps()).isEqualTo(1);
    assertThat(single.steps()).isEqualTo(single.generatedTokens());
  }

  private static SchedulerStatus.Totals totals(GenerateOptions options, String expected) {
    try (Scheduler scheduler = model.newScheduler(SchedulerOptions.defaults())) {
      assertThat(scheduler.submit(request(options)).await().text()).isEqualTo(expected);
      return scheduler.status().totals();
    }
  }

  private static GenerationRequest request(GenerateOptions options) {
    return GenerationRequest.builder().prompt("Once upon a time").options(options).build();
  }

  @Test
  void takesFewerStepsThanTokensWhereSomeAreForced() {
    Constraint colour = Constraint.choice(List.of("red", "blue"));
    Constraint line =
        Constraint.sequence(
            Constraint.text("The colour of the first bird was "),
            colour,
            Constraint.text(" and the colour of the second bird was "),
            colour,
            Constraint.text("."));
    try (Scheduler scheduler = model.newScheduler(SchedulerOptions.defaults())) {
      GenerateOptions options =
          GenerateOptions.defaults().withSampling(WILD).withMaxTokens(100).withConstraint(line);
      assertThat(scheduler.submit(request(options)).await().finishReason())
          .isEqualTo(FinishReason.STOP);
      SchedulerStatus.Totals totals = scheduler.status().totals();
      assertThat(2 * totals.steps()).isLessThan(totals.generatedTokens());
    }
  }

  /** Requests with a schema join and leave among others, some of which are cancelled. */
  @Test
  void givesTheSameJsonAloneAndInABatchThatChanges() throws Exception {
    List<Constraint> schemas =
        List.of(
            Constraint.jsonSchema(
                """
                {"type": "object", "required": ["name", "age"], "additionalProperties": false,
                 "properties": {"name": {"type": "string", "maxLength": 12},
                   "age": {"type": "integer", "minimum": 0, "maximum": 99}}}\
                """),
            Constraint.jsonSchema(
                "{\"type\": \"array\", \"items\": {\"enum\": [\"old\", \"young\"]}, \"maxItems\": 9}"));
    Random random = new Random(3);
    List<GenerateOptions> held = new ArrayList<>();
    List<List<Integer>> alone = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      GenerateOptions options =
          GenerateOptions.defaults()
              .withSampling(WILD.toBuilder().seed(random.nextLong()).build())
              .withMaxTokens(50)
              .withConstraint(schemas.get(i % 2));
      held.add(options);
      alone.add(model.generate("Once upon a time", options, _ -> {}).tokens());
    }
    try (Scheduler scheduler = model.newScheduler(SchedulerOptions.defaults().withMaxRunning(6))) {
      List<Answer> answers = new ArrayList<>();
      for (GenerateOptions options : held) {
        Answer other =
            scheduler.submit(
                request(answers.size() % 3 == 0 ? options : GenerateOptions.defaults()));
        answers.add(scheduler.submit(request(options)));
        TimeUnit.MILLISECONDS.sleep(random.nextInt(15));
        other.cancel();
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).await().tokens()).as("request %d", i).isEqualTo(alone.get(i));
      }
      assertThat(scheduler.status().totals().cancelled()).isPositive();
    }
  }

  @Test
  void saysLengthIfOneTokenIsAllThereMayBe() {
    Constraint schema = Constraint.jsonSchema("{\"type\": \"object\", \"required\": [\"a\"]}");
    Generation generation =
        model.generate(
            "Once upon a time",
            GenerateOptions.defaults().withSampling(WILD).withMaxTokens(1).withConstraint(schema),
            _ -> {});
    assertThat(generation.text()).startsWith("{");
    assertThat(generation.finishReason()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void letsTextBeFreeUpToATrigger() {
    Constraint constraint =
        Constraint.freeTextUntil(
            List.of(Trigger.text("e", Constraint.text("<end>"))), Constraint.TriggerUse.REQUIRED);
    Generation generation = generate(constraint);
    assertThat(generation.text()).matches("(?s)[^e]*e<end>");
    assertThat(generation.finishReason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void saysSoIfTheTextIsCut() {
    Generation generation = generate(Constraint.text("a".repeat(500)));
    assertThat(generation.text()).matches("a+");
    assertThat(generation.finishReason()).isEqualTo(FinishReason.LENGTH);
  }

  /** A whole text of the constraint, of which less than a whole one is shown. */
  @Test
  void saysSoIfAStopStringCutsTheText() {
    Constraint empty = Constraint.jsonSchema("{\"type\": \"object\", \"maxProperties\": 0}");
    assertThat(stoppedAt("}", empty)).isEqualTo(FinishReason.LENGTH);
    Constraint grammar = Constraint.grammar("root ::= \"yes\"");
    assertThat(stoppedAt("es", grammar)).isEqualTo(FinishReason.LENGTH);
    assertThat(stoppedAt(" ", Constraint.regex("[a-z]{3} ?[a-z ]*"))).isEqualTo(FinishReason.STOP);
  }

  private static FinishReason stoppedAt(String stop, Constraint constraint) {
    GenerateOptions options = GenerateOptions.defaults().withSampling(WILD).withMaxTokens(200);
    return model
        .generate(
            "Once upon a time", options.withStop(List.of(stop)).withConstraint(constraint), _ -> {})
        .finishReason();
  }

  @Test
  void givesTheSameTextWithLogProbabilities() {
    Constraint constraint =
        Constraint.jsonSchema(
            """
            {"type": "object", "required": ["name", "good"], "additionalProperties": false,
             "properties": {"name": {"type": "string", "maxLength": 9}, "good": {"type": "boolean"}}}\
            """);
    for (long seed = 1; seed < 9; seed++) {
      GenerateOptions plain =
          GenerateOptions.defaults()
              .withSampling(WILD.toBuilder().seed(seed).build())
              .withMaxTokens(60)
              .withConstraint(constraint);
      Generation expected = model.generate("Once upon a time", plain, _ -> {});
      Generation told =
          model.generate("Once upon a time", plain.withLogprobs(OptionalInt.of(1)), _ -> {});
      assertThat(told.text()).isEqualTo(expected.text());
      assertThat(told.tokens()).isEqualTo(expected.tokens());
      assertThat(told.logprobs()).hasSameSizeAs(told.tokens());
    }
  }

  @Test
  void givesTheSameTextAloneAndAmongOthers() {
    Constraint word = Constraint.choice(List.of("red", "blue", "green"));
    Constraint list =
        Constraint.sequence(Constraint.text("colour: "), word, Constraint.text("; "))
            .repeated(2, 3);
    GenerateOptions options =
        GenerateOptions.defaults().withSampling(WILD).withConstraint(list).withMaxTokens(30);
    String alone = model.generate("Once upon a time", options, _ -> {}).text();
    List<Answer> answers =
        List.of(options, GenerateOptions.defaults(), options).stream()
            .map(o -> GenerationRequest.builder().prompt("Once upon a time").options(o).build())
            .map(model::submit)
            .toList();
    assertThat(answers.get(0).await().text()).isEqualTo(alone);
    assertThat(answers.get(2).await().text()).isEqualTo(alone);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void writesJsonThatFitsASchema(long seed) throws IOException {
    Constraint constraint =
        Constraint.jsonSchema(
            """
            {"type": "object", "additionalProperties": false, "required": ["name", "age", "tags"],
             "properties": {
               "name": {"type": "string", "minLength": 1, "maxLength": 12},
               "age": {"type": "integer", "minimum": 1, "maximum": 120},
               "tags": {"type": "array", "items": {"enum": ["old", "young"]}, "maxItems": 2}}}\
            """);
    Generation generation =
        model.generate(
            "Once upon a time",
            GenerateOptions.defaults()
                .withSampling(WILD.toBuilder().seed(seed).build())
                .withMaxTokens(90)
                .withConstraint(constraint),
            _ -> {});
    if (generation.finishReason() == FinishReason.LENGTH) {
      assertThat(constraint.matches(generation.text())).isFalse();
      return;
    }
    JsonNode json = new JsonMapper().readTree(generation.text());
    assertThat(json.properties().stream().map(Map.Entry::getKey))
        .containsExactly("name", "age", "tags");
    String name = json.get("name").textValue();
    assertThat(name.codePointCount(0, name.length())).isBetween(1, 12);
    assertThat(json.get("age").intValue()).isBetween(1, 120);
    assertThat(json.get("tags").size()).isLessThanOrEqualTo(2);
  }
}
