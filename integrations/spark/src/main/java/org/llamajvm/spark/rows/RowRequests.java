package org.llamajvm.spark.rows;

import java.io.IOException;
import java.util.Optional;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.models.GenerateOptions;
import org.llamajvm.models.GenerationRequest;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.spark.model.ExecutorModel;
import org.llamajvm.spark.settings.Setting;
import org.llamajvm.spark.settings.Settings;

/** Makes requests of rows. Not safe for use by several threads. */
public final class RowRequests {

  private final ExecutorModel model;
  private final Settings settings;
  private final PromptEncoder encoder;
  private final String asker;
  private final long rank;

  /**
   * For one task.
   *
   * @param asker who asks: names take turns
   * @param rank among those of one name, the smallest is answered first
   * @throws IOException if the model's chat template cannot be used
   */
  RowRequests(ExecutorModel model, Settings settings, String asker, long rank) throws IOException {
    this.model = model;
    this.settings = settings;
    this.asker = asker;
    this.rank = rank;
    encoder = new PromptEncoder(model.model(), settings);
  }

  /**
   * A request.
   *
   * @param request to hand in
   * @param limited whether its context ends it before as many tokens as it may have
   */
  record Limited(GenerationRequest request, boolean limited) {}

  /**
   * What a row asks for.
   *
   * @throws IllegalArgumentException if the prompt is longer than the context or cannot be encoded,
   *     or an option is wrong
   */
  Limited of(InputRow row) {
    RowOptions own = RowOptions.of(row.options());
    Settings all = settings.with(own.settings());
    Prompt prompt = Prompt.of(row.prompt());
    int[] tokens = encoder.encode(prompt);
    int room = model.context() - tokens.length;
    if (room < 0) {
      throw new IllegalArgumentException(
          "The prompt has %d tokens, and the context only %d; set context"
              .formatted(tokens.length, model.context()));
    }
    int wanted = all.count(Setting.MAX_TOKENS).orElseThrow();
    GenerateOptions generate =
        GenerateOptions.defaults()
            .withSampling(sampling(all, seed(row, own, prompt)))
            .withMaxTokens(Math.min(wanted, room))
            .withStop(all.list(Setting.STOP));
    Optional<String> schema = schema(own.settings());
    if (schema.isPresent()) {
      generate = generate.withConstraint(model.constraint(schema.get()));
    }
    return new Limited(
        GenerationRequest.builder()
            .prompt(tokens)
            .options(generate)
            .turnEnds(encoder.isChat(prompt))
            .key(asker)
            .rank(rank)
            .build(),
        wanted > room);
  }

  /** The row's, or that of all rows. */
  private Optional<String> schema(Settings own) {
    boolean columns = settings.flag(Setting.ANSWER_COLUMNS);
    if (own.has(Setting.ANSWER_COLUMNS) && own.flag(Setting.ANSWER_COLUMNS) != columns) {
      throw new IllegalArgumentException(
          "answer_columns must be known before the rows are read: write it as a literal, or set"
              + " answerColumns for all rows");
    }
    Optional<String> ofAll = settings.text(Setting.RESPONSE_SCHEMA);
    Optional<String> schema = own.text(Setting.RESPONSE_SCHEMA).or(() -> ofAll);
    if (columns && !schema.equals(ofAll)) {
      throw new IllegalArgumentException(
          "With answerColumns all rows have one response_schema, from which the columns come");
    }
    return schema;
  }

  private long seed(InputRow row, RowOptions own, Prompt prompt) {
    if (own.settings().has(Setting.SEED)) {
      return own.settings().integer(Setting.SEED).orElseThrow();
    }
    String key = own.key().or(row::key).orElseGet(prompt::identity);
    return RowSeed.of(settings.integer(Setting.SEED).orElseThrow(), key);
  }

  /** What the model's publisher recommends, unless it is said otherwise. */
  private SamplingOptions sampling(Settings all, long seed) {
    return changed(model.model().recommendedSampling(seed), all);
  }

  /**
   * Finds what would make every row fail.
   *
   * @throws IllegalArgumentException if a number of the sampling is out of its range, the schema
   *     cannot be enforced, or answers are to be columns and the schema has none
   */
  public static void check(Settings settings) {
    var _ = changed(SamplingOptions.greedy(), settings);
    settings.text(Setting.RESPONSE_SCHEMA).ifPresent(Constraint::jsonSchema);
    var _ = ResultColumn.of(settings);
  }

  private static SamplingOptions changed(SamplingOptions recommended, Settings all) {
    SamplingOptions.Builder sampling = recommended.toBuilder();
    all.number(Setting.TEMPERATURE).ifPresent(sampling::temperature);
    all.count(Setting.TOP_K).ifPresent(sampling::topK);
    all.number(Setting.TOP_P).ifPresent(sampling::topP);
    all.number(Setting.MIN_P).ifPresent(sampling::minP);
    all.number(Setting.REPEAT_PENALTY).ifPresent(sampling::repeatPenalty);
    return sampling.build();
  }
}
