package org.llamajvm.server.openai;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.server.answer.ServedModel;
import org.llamajvm.server.http.RequestFault;

/** What chat completions, completions and responses have in common. */
final class CommonFields {

  /** Known, and without an effect on the answer. */
  static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "user",
          "metadata",
          "store",
          "service_tier",
          "prompt_cache_key",
          "prompt_cache_retention",
          "safety_identifier",
          "verbosity",
          "prediction",
          "modalities",
          "web_search_options",
          "cache_prompt",
          "id_slot");

  private static final int MOST_CHOICES = 8;
  private static final int MOST_MILLIS = 86_400_000;

  private CommonFields() {}

  /** How many answers to one prompt. */
  static int choices(JsonObject body) throws ModelException {
    return body.optionalInteger("n", 1, MOST_CHOICES).orElse(1);
  }

  /** The most time from the first token on. */
  static Optional<Duration> limit(JsonObject body) throws ModelException {
    int millis = body.optionalInteger("t_max_predict_ms", -1, MOST_MILLIS).orElse(0);
    return millis > 0 ? Optional.of(Duration.ofMillis(millis)) : Optional.empty();
  }

  /** Whether the stream ends with a count of tokens. */
  static boolean includeUsage(JsonObject body) throws ModelException {
    Optional<JsonObject> options = body.optionalObject("stream_options");
    return options.isPresent() && options.get().flag("include_usage", false);
  }

  /**
   * Refuses other models than the one that is served.
   *
   * @throws RequestFault if another one is named
   */
  static void checkModel(JsonObject body, ServedModel model, boolean strict) throws ModelException {
    Optional<String> name = body.optionalText("model");
    if (strict && name.isPresent() && !name.get().equals(model.id())) {
      throw RequestFault.of(
          404, "model_not_found", "The model that is asked for is not served here");
    }
  }
}
