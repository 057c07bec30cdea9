package org.llamajvm.server.anthropic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.models.Generation;
import org.llamajvm.server.answer.Finish;
import org.llamajvm.server.answer.ServedModel;
import org.llamajvm.server.http.JsonMap;
import org.llamajvm.server.http.RandomId;
import org.llamajvm.server.request.CallArguments;

/** A message as JSON. */
final class MessageJson {

  private final ServedModel model;
  private final List<String> stops;
  private final String id = RandomId.of("msg_");

  MessageJson(ServedModel model, List<String> stops) {
    this.model = model;
    this.stops = stops;
  }

  /** The message before its first text. */
  Map<String, Object> begun(int promptTokens) {
    Map<String, Object> message = message(List.of());
    message.put("stop_reason", null);
    message.put("stop_sequence", null);
    message.put("usage", usage(promptTokens, 0, 0));
    return message;
  }

  Map<String, Object> whole(Generation answer, Finish finish) {
    List<Object> blocks = new ArrayList<>();
    if (!answer.thinking().isEmpty()) {
      blocks.add(thinking(answer.thinking()));
    }
    if (!answer.text().isEmpty() || answer.calls().isEmpty()) {
      blocks.add(text(answer.text()));
    }
    answer
        .calls()
        .forEach(call -> blocks.add(call(call.id(), call.name(), CallArguments.object(call))));
    Map<String, Object> message = message(blocks);
    message.putAll(end(answer, finish));
    message.put("usage", usage(answer));
    return message;
  }

  static Map<String, Object> text(String text) {
    return JsonMap.of("type", "text", "text", text);
  }

  /** A thought; nobody but the server vouches for it. */
  static Map<String, Object> thinking(String text) {
    return JsonMap.of("type", "thinking", "thinking", text, "signature", "");
  }

  static Map<String, Object> call(String id, String name, Map<String, Object> input) {
    return JsonMap.of("type", "tool_use", "id", id, "name", name, "input", input);
  }

  private Map<String, Object> message(List<Object> content) {
    return JsonMap.of(
        "id", id, "type", "message", "role", "assistant", "model", model.id(), "content", content);
  }

  /** Why the message ends. */
  Map<String, Object> end(Generation answer, Finish finish) {
    if (finish == Finish.LENGTH) {
      return JsonMap.of("stop_reason", "max_tokens", "stop_sequence", null);
    }
    if (finish == Finish.TOOL_CALLS) {
      return JsonMap.of("stop_reason", "tool_use", "stop_sequence", null);
    }
    Optional<String> stop = stop(answer);
    return JsonMap.of(
        "stop_reason",
        stop.isPresent() ? "stop_sequence" : "end_turn",
        "stop_sequence",
        stop.orElse(null));
  }

  /** The stop string that was reached: it is in the tokens, and not in the text. */
  private Optional<String> stop(Generation answer) {
    int size = model.tokenizer().vocabularySize();
    int[] tokens =
        answer.tokens().stream().mapToInt(Integer::intValue).filter(t -> t < size).toArray();
    String made = model.tokenizer().decode(tokens);
    return stops.stream().filter(made::contains).findFirst();
  }

  static Map<String, Object> usage(Generation answer) {
    Generation.Usage usage = answer.usage();
    return usage(usage.promptTokens(), usage.cachedTokens(), usage.completionTokens());
  }

  /** In this protocol tokens of a prompt that were known are counted apart. */
  private static Map<String, Object> usage(int prompt, int cached, int completion) {
    return JsonMap.of(
        "input_tokens",
        prompt - cached,
        "cache_creation_input_tokens",
        0,
        "cache_read_input_tokens",
        cached,
        "output_tokens",
        completion);
  }
}
