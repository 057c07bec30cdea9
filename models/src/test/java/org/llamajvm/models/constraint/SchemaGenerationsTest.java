package org.llamajvm.models.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.models.Answer;
import org.llamajvm.models.Generation;
import org.llamajvm.models.GenerationRequest;
import org.llamajvm.models.LanguageModel;

/**
 * A model that knows nothing of JSON writes values of fifty schemas at a high temperature; another
 * validator reads them. {@code -Dllama.generations=1000} makes it a thousand.
 */
class SchemaGenerationsTest {

  private static final int USUAL = 150;
  private static final int AT_ONCE = 64;

  private static final Path ROOT = Path.of(System.getProperty("llama.root", ".."));

  @Test
  void everyTextThatIsWholeFitsItsSchema() throws IOException {
    List<String> schemas =
        Files.readAllLines(ROOT.resolve("models/src/test/resources/constraint/schemas.jsonl"));
    assertThat(schemas).hasSize(50);
    List<Constraint> constraints = schemas.stream().map(Constraint::jsonSchema).toList();
    List<JsonValidator> validators = schemas.stream().map(JsonValidator::new).toList();
    int count = Integer.getInteger("llama.generations", USUAL);
    Map<FinishReason, Integer> reasons = new EnumMap<>(FinishReason.class);
    try (LanguageModel model = LanguageModel.open(ROOT.resolve("models/wren-3m"))) {
      Deque<Answer> answers = new ArrayDeque<>();
      int asked = 0;
      for (int i = 0; i < count; i++) {
        while (asked < Math.min(count, i + AT_ONCE)) {
          answers.add(model.submit(request(constraints.get(asked % schemas.size()), asked++)));
        }
        Generation generation = answers.remove().await();
        reasons.merge(generation.finishReason(), 1, Integer::sum);
        if (generation.finishReason() == FinishReason.STOP) {
          assertThat(validators.get(i % schemas.size()).faults(generation.text()))
              .as("%s for %s, seed %d", generation.text(), schemas.get(i % schemas.size()), i)
              .isEmpty();
        }
      }
    }
    System.getLogger("generations").log(System.Logger.Level.INFO, "{0}: {1}", count, reasons);
    assertThat(reasons.keySet())
        .isSubsetOf(FinishReason.STOP, FinishReason.LENGTH, FinishReason.CONTEXT);
    assertThat(reasons.get(FinishReason.STOP)).isGreaterThan(count * 2 / 3);
  }

  private static GenerationRequest request(Constraint constraint, long seed) {
    return GenerationRequest.builder()
        .prompt("Once upon a time")
        .temperature(1.5f)
        .seed(seed)
        .maxTokens(200)
        .constraint(constraint)
        .build();
  }
}
