package org.llamajvm.server.ollama;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.llamajvm.engine.generate.Timings;
import org.llamajvm.models.Generation;
import org.llamajvm.models.tool.ToolCall;
import org.llamajvm.server.answer.Finish;
import org.llamajvm.server.answer.ServedModel;
import org.llamajvm.server.http.JsonMap;
import org.llamajvm.server.request.CallArguments;

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
    return new AnswerJson(model, "message", AnswerJson::message);
  }

  private static Map<String, Object> message(String text) {
    return JsonMap.of("role", "assistant", "content", text);
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

  /** The answer to a question for nothing, by which clients have a model loaded. */
  Map<String, Object> loaded() {
    Map<String, Object> line = piece("");
    line.putAll(JsonMap.of("done", true, "done_reason", "load"));
    return line;
  }

  /** A part of a thought. */
  Map<String, Object> thinking(String text) {
    Map<String, Object> line = piece("");
    put(line, "thinking", text);
    return line;
  }

  /** A call, in a conversation. */
  Map<String, Object> call(ToolCall call) {
    Map<String, Object> line = piece("");
    put(line, "tool_calls", List.of(function(call)));
    return line;
  }

  private static Map<String, Object> function(ToolCall call) {
    return JsonMap.of(
        "id",
        call.id(),
        "function",
        JsonMap.of("name", call.name(), "arguments", CallArguments.object(call)));
  }

  /** In a conversation a member of the message, else one beside the text. */
  @SuppressWarnings("unchecked") // the message was made here
  private void put(Map<String, Object> line, String name, Object value) {
    if (line.get(key) instanceof Map<?, ?> message) {
      ((Map<String, Object>) message).put(name, value);
    } else {
      line.put(name, value);
    }
  }

  /** All of an answer. */
  Map<String, Object> whole(Generation generation, Finish finish) {
    Map<String, Object> end = end(generation.text(), generation, finish);
    if (!generation.thinking().isEmpty()) {
      put(end, "thinking", generation.thinking());
    }
    if (!generation.calls().isEmpty()) {
      put(end, "tool_calls", generation.calls().stream().map(AnswerJson::function).toList());
    }
    return end;
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
            "done_reason", finish == Finish.LENGTH ? "length" : "stop",
            "total_duration", timings.total().toNanos(),
            "load_duration", 0,
            "prompt_eval_count", generation.usage().promptTokens(),
            "prompt_eval_duration", timings.prompt().toNanos(),
            "eval_count", generation.usage().completionTokens(),
            "eval_duration", timings.generation().toNanos()));
    return end;
  }
}
