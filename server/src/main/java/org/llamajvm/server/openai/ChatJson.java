package org.llamajvm.server.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.llamajvm.models.Generation;
import org.llamajvm.server.answer.Answers;
import org.llamajvm.server.answer.Finish;
import org.llamajvm.server.answer.ServedModel;
import org.llamajvm.server.http.JsonMap;

/** A chat completion as JSON: as a whole, or as chunks. */
final class ChatJson {

  private final ServedModel model;
  private final LogprobsJson logprobs;
  private final ToolCallJson calls;
  private final String id;
  private final long created = System.currentTimeMillis() / 1000;

  ChatJson(ServedModel model, LogprobsJson logprobs, ToolCallJson calls, String id) {
    this.model = model;
    this.logprobs = logprobs;
    this.calls = calls;
    this.id = id;
  }

  Map<String, Object> whole(List<Answers.Complete> answers, boolean withLogprobs) {
    List<Object> choices = new ArrayList<>();
    List<Generation> generations = new ArrayList<>();
    for (Answers.Complete answer : answers) {
      Generation generation = answer.generation();
      choices.add(
          JsonMap.of(
              "index",
              choices.size(),
              "message",
              message(generation),
              "logprobs",
              withLogprobs ? logprobs.chat(generation.logprobs()) : null,
              "finish_reason",
              calls.reason(answer.finish())));
      generations.add(generation);
    }
    Map<String, Object> whole = head("chat.completion");
    whole.put("choices", choices);
    whole.put("usage", UsageJson.of(generations, 1));
    whole.put("timings", UsageJson.timings(generations.getFirst()));
    return whole;
  }

  private Map<String, Object> message(Generation generation) {
    boolean onlyCalls = generation.text().isEmpty() && !generation.calls().isEmpty();
    Map<String, Object> message =
        JsonMap.of(
            "role", "assistant", "content", onlyCalls ? null : generation.text(), "refusal", null);
    if (!generation.thinking().isEmpty()) {
      message.put(ChatWriter.REASONING, generation.thinking());
    }
    if (!generation.calls().isEmpty()) {
      message.putAll(calls.whole(generation.calls()));
    }
    return message;
  }

  /** A chunk of one choice. */
  Map<String, Object> chunk(int index, Map<String, Object> delta, Finish finish) {
    Map<String, Object> choice =
        JsonMap.of(
            "index",
            index,
            "delta",
            delta,
            "logprobs",
            null,
            "finish_reason",
            finish == null ? null : calls.reason(finish));
    return chunk(List.of(choice));
  }

  Map<String, Object> chunk(List<Object> choices) {
    Map<String, Object> chunk = head("chat.completion.chunk");
    chunk.put("choices", choices);
    return chunk;
  }

  private Map<String, Object> head(String object) {
    return JsonMap.of(
        "id", id,
        "object", object,
        "created", created,
        "model", model.id(),
        "system_fingerprint", model.fingerprint());
  }
}
