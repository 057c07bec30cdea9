package org.llamajvm.spark.rows;

import java.io.IOException;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.models.GenerateOptions;
import org.llamajvm.models.GenerationRequest;
import org.llamajvm.spark.model.ExecutorModel;
import org.llamajvm.spark.settings.Setting;
import org.llamajvm.spark.settings.Settings;

/** Makes requests of rows. Not safe for use by several threads. */
public final class RowRequests {

  private final ExecutorModel model;
  private final Settings settings;
  private final PromptEncoder encoder;
  private final String task;

  /**
   * For one task.
   *
   * @param task tasks take turns by this name
   * @throws IOException if the model's chat template cannot be used
   */
  RowRequests(ExecutorModel model, Settings settings, String task) throws IOException {
    this.model = model;
    this.settings = settings;
    this.task = task;
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
    return new Limited(
        GenerationRequest.builder()
            .prompt(tokens)
            .options(generate)
            .turnEnds(encoder.isChat(prompt))
            .key(task)
            .build(),
        wanted > room);
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
   * Finds values that no sampling can have.
   *
   * @throws IllegalArgumentException if there is one, naming it
   */
  public static void check(Settings settings) {
    var _ = changed(SamplingOptions.greedy(), settings);
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
