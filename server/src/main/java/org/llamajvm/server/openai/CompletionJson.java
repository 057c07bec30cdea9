package org.llamajvm.server.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.llamajvm.models.Generation;
import org.llamajvm.server.answer.Answers;
import org.llamajvm.server.answer.Finish;
import org.llamajvm.server.answer.ServedModel;
import org.llamajvm.server.http.JsonMap;

/** A completion as JSON: as a whole, or as chunks, which have the same form. */
final class CompletionJson {

  private final ServedModel model;
  private final LogprobsJson logprobs;
  private final CompletionRequest request;
  private final String id;
  private final long created = System.currentTimeMillis() / 1000;

  CompletionJson(ServedModel model, LogprobsJson logprobs, CompletionRequest request, String id) {
    this.model = model;
    this.logprobs = logprobs;
    this.request = request;
    this.id = id;
  }

  Map<String, Object> whole(List<Answers.Complete> answers) {
    List<Object> choices = new ArrayList<>();
    List<Generation> generations = new ArrayList<>();
    for (Answers.Complete answer : answers) {
      Generation generation = answer.generation();
      int index = choices.size();
      Object thoughts =
          request.options().logprobs().isEmpty()
              ? null
              : logprobs.completion(generation.logprobs(), 0);
      choices.add(choice(index, echo(index) + generation.text(), thoughts, answer.finish()));
      generations.add(generation);
    }
    Map<String, Object> whole = chunk(choices);
    whole.put("usage", usage(generations));
    whole.put("timings", UsageJson.timings(generations.getFirst()));
    return whole;
  }

  /** What comes before an answer. */
  String echo(int answer) {
    return request.echo() ? model.tokenizer().decode(request.promptOf(answer)) : "";
  }

  Map<String, Object> usage(List<Generation> generations) {
    return UsageJson.of(generations, request.prompts().size());
  }

  Map<String, Object> chunk(List<Object> choices) {
    return JsonMap.of(
        "id",
        id,
        "object",
        "text_completion",
        "created",
        created,
        "model",
        model.id(),
        "system_fingerprint",
        model.fingerprint(),
        "choices",
        choices);
  }

  static Map<String, Object> choice(int index, String text, Object thoughts, Finish finish) {
    return JsonMap.of(
        "index", index,
        "text", text,
        "logprobs", thoughts,
        "finish_reason", finish == null ? null : ToolCallJson.LIST.reason(finish));
  }
}
