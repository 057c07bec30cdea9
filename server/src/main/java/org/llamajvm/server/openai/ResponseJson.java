package org.llamajvm.server.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.llamajvm.models.Generation;
import org.llamajvm.models.tool.Tool;
import org.llamajvm.models.tool.ToolOffer;
import org.llamajvm.server.answer.Finish;
import org.llamajvm.server.answer.ServedModel;
import org.llamajvm.server.http.JsonMap;
import org.llamajvm.server.http.RandomId;
import org.llamajvm.server.http.RequestFault;

/** A response as JSON. */
final class ResponseJson {

  private final ServedModel model;
  private final ResponsesRequest request;
  private final ToolOffer offer;
  private final String id = RandomId.of("resp_");
  private final long created = System.currentTimeMillis() / 1000;

  ResponseJson(ServedModel model, ResponsesRequest request, ToolOffer offer) {
    this.model = model;
    this.request = request;
    this.offer = offer;
  }

  /** The response before its end. */
  Map<String, Object> begun() {
    return response("in_progress", List.of(), null);
  }

  Map<String, Object> whole(Generation answer, Finish finish) {
    List<Object> items = new ArrayList<>();
    if (!answer.thinking().isEmpty()) {
      ResponseItem thought = ResponseItem.of(ResponseItem.Kind.REASONING).add(answer.thinking());
      items.add(thought.json("completed"));
    }
    if (!answer.text().isEmpty() || answer.calls().isEmpty()) {
      ResponseItem message = ResponseItem.of(ResponseItem.Kind.MESSAGE).add(answer.text());
      items.add(message.json(status(finish)));
    }
    answer.calls().forEach(call -> items.add(ResponseItem.of(call).json("completed")));
    return whole(answer, finish, items);
  }

  /** The response with these items. */
  Map<String, Object> whole(Generation answer, Finish finish, List<Object> items) {
    String status = status(finish);
    Map<String, Object> response = response(status, items, usage(answer));
    if (finish == Finish.LENGTH) {
      response.put("incomplete_details", JsonMap.of("reason", "max_output_tokens"));
    }
    return response;
  }

  Map<String, Object> failed(RequestFault fault) {
    Map<String, Object> response = response("failed", List.of(), null);
    String code = fault.status() < 500 ? "invalid_prompt" : "server_error";
    response.put("error", JsonMap.of("code", code, "message", fault.getMessage()));
    return response;
  }

  static String status(Finish finish) {
    return finish == Finish.LENGTH ? "incomplete" : "completed";
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
        offer.parallel(),
        "previous_response_id",
        null,
        "store",
        false,
        "temperature",
        request.options().sampling().temperature(),
        "text",
        JsonMap.of("format", request.format()),
        "tool_choice",
        choice(),
        "tools",
        offer.tools().stream().map(ResponseJson::tool).toList(),
        "top_p",
        request.options().sampling().topP(),
        "truncation",
        "disabled",
        "usage",
        usage,
        "metadata",
        JsonMap.of());
  }

  private Object choice() {
    return switch (offer.choice().mode()) {
      case AUTO -> "auto";
      case NONE -> "none";
      case REQUIRED -> "required";
      case NAMED -> JsonMap.of("type", "function", "name", offer.choice().name().orElseThrow());
    };
  }

  private static Map<String, Object> tool(Tool tool) {
    return JsonMap.of(
        "type", "function",
        "name", tool.name(),
        "description", tool.description(),
        "parameters", tool.parameters(),
        "strict", tool.strict());
  }

  private static Map<String, Object> usage(Generation answer) {
    Generation.Usage usage = answer.usage();
    return JsonMap.of(
        "input_tokens", usage.promptTokens(),
        "input_tokens_details", JsonMap.of("cached_tokens", usage.cachedTokens()),
        "output_tokens", usage.completionTokens(),
        "output_tokens_details", JsonMap.of("reasoning_tokens", usage.thinkingTokens()),
        "total_tokens", usage.totalTokens());
  }
}
