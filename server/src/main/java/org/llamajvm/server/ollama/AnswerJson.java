package org.llamajvm.server.ollama;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.llamajvm.engine.generate.Timings;
import org.llamajvm.models.Generation;
import org.llamajvm.server.answer.Finish;
import org.llamajvm.server.answer.ServedModel;
import org.llamajvm.server.http.JsonMap;

/** Answers as JSON; times are in nanoseconds. */
final class AnswerJson {

  private final ServedModel model;
  private final String key;
  private final Function<String, Object> content;

  private AnswerJson(ServedModel model, String key, Function<String, Object> content) {
    this.model = model;
    this.key = key;
    this.content = content;
  }

  static AnswerJson ofChat(ServedModel model) {
    return new AnswerJson(
        model, "message", text -> JsonMap.of("role", "assistant", "content", text));
  }

  static AnswerJson ofText(ServedModel model) {
    return new AnswerJson(model, "response", text -> text);
  }

  Map<String, Object> piece(String text) {
    return JsonMap.of(
        "model",
        model.id(),
        "created_at",
        Instant.now().toString(),
        key,
        content.apply(text),
        "done",
        false);
  }

  /**
   * The end.
   *
   * @param text all of the answer, or nothing if it was sent in pieces
   */
  Map<String, Object> end(String text, Generation generation, Finish finish) {
    Timings timings = generation.timings();
    Map<String, Object> end = piece(text);
    end.putAll(
        JsonMap.of(
            "done", true,
            "done_reason", finish.name().toLowerCase(Locale.ROOT),
            "total_duration", timings.total().toNanos(),
            "load_duration", 0,
            "prompt_eval_count", generation.usage().promptTokens(),
            "prompt_eval_duration", timings.prompt().toNanos(),
            "eval_count", generation.usage().completionTokens(),
            "eval_duration", timings.generation().toNanos()));
    return end;
  }
}
