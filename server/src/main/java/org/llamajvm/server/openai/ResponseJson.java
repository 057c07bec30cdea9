package org.llamajvm.server.openai;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.llamajvm.models.Generation;
import org.llamajvm.server.answer.Finish;
import org.llamajvm.server.answer.ServedModel;
import org.llamajvm.server.http.JsonMap;
import org.llamajvm.server.http.RandomId;
import org.llamajvm.server.http.RequestFault;

/** A response as JSON. It has one item, a message, with one part, a text. */
final class ResponseJson {

  private final ServedModel model;
  private final ResponsesRequest request;
  private final String id = RandomId.of("resp_");
  private final String itemId = RandomId.of("msg_");
  private final long created = System.currentTimeMillis() / 1000;

  ResponseJson(ServedModel model, ResponsesRequest request) {
    this.model = model;
    this.request = request;
  }

  /** The name of the item. */
  String itemId() {
    return itemId;
  }

  /** The response before its end. */
  Map<String, Object> begun() {
    return response("in_progress", List.of(), null);
  }

  Map<String, Object> whole(Generation answer, Finish finish) {
    String status = status(finish);
    Map<String, Object> response =
        response(status, List.of(item(status, List.of(part(answer.text())))), usage(answer));
    if (finish == Finish.LENGTH) {
      response.put("incomplete_details", JsonMap.of("reason", "max_output_tokens"));
    }
    return response;
  }

  Map<String, Object> failed(RequestFault fault) {
    Map<String, Object> response = response("failed", List.of(), null);
    response.put("error", JsonMap.of("code", "server_error", "message", fault.getMessage()));
    return response;
  }

  static String status(Finish finish) {
    return finish == Finish.STOP ? "completed" : "incomplete";
  }

  Map<String, Object> item(String status, List<Object> parts) {
    return JsonMap.of(
        "type", "message",
        "id", itemId,
        "status", status,
        "role", "assistant",
        "content", parts);
  }

  static Map<String, Object> part(String text) {
    return JsonMap.of(
        "type", "output_text", "text", text, "annotations", List.of(), "logprobs", List.of());
  }

  private Map<String, Object> response(String status, List<Object> output, Object usage) {
    OptionalInt most = request.options().maxTokens();
    return JsonMap.of(
        "id",
        id,
        "object",
        "response",
        "created_at",
        created,
        "status",
        status,
        "background",
        false,
        "error",
        null,
        "incomplete_details",
        null,
        "instructions",
        request.instructions(),
        "max_output_tokens",
        most.isPresent() ? most.getAsInt() : null,
        "model",
        model.id(),
        "output",
        output,
        "parallel_tool_calls",
        false,
        "previous_response_id",
        null,
        "store",
        false,
        "temperature",
        request.options().sampling().temperature(),
        "text",
        JsonMap.of("format", JsonMap.of("type", "text")),
        "tool_choice",
        "none",
        "tools",
        List.of(),
        "top_p",
        request.options().sampling().topP(),
        "truncation",
        "disabled",
        "usage",
        usage,
        "metadata",
        JsonMap.of());
  }

  private static Map<String, Object> usage(Generation answer) {
    Generation.Usage usage = answer.usage();
    return JsonMap.of(
        "input_tokens", usage.promptTokens(),
        "input_tokens_details", JsonMap.of("cached_tokens", usage.cachedTokens()),
        "output_tokens", usage.completionTokens(),
        "output_tokens_details", JsonMap.of("reasoning_tokens", 0),
        "total_tokens", usage.totalTokens());
  }
}
