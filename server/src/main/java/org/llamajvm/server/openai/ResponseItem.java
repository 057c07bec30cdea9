package org.llamajvm.server.openai;

import java.util.List;
import java.util.Map;
import org.llamajvm.models.tool.ToolCall;
import org.llamajvm.server.http.JsonMap;
import org.llamajvm.server.http.RandomId;

/** An item of a response, which grows. For one thread. */
final class ResponseItem {

  /** What an item is. */
  enum Kind {
    /** What the model says. */
    MESSAGE("msg_", "output_text"),
    /** What it thinks. */
    REASONING("rs_", "reasoning_text"),
    /** A function that it calls. */
    CALL("fc_", "");

    private final String prefix;
    private final String part;

    Kind(String prefix, String part) {
      this.prefix = prefix;
      this.part = part;
    }
  }

  private final Kind kind;
  private final String id;
  private final String callId;
  private final String name;
  private final StringBuilder text = new StringBuilder();

  private ResponseItem(Kind kind, String callId, String name) {
    this.kind = kind;
    this.callId = callId;
    this.name = name;
    id = RandomId.of(kind.prefix);
  }

  /** A text, or a thought. */
  static ResponseItem of(Kind kind) {
    return new ResponseItem(kind, "", "");
  }

  /** A call. */
  static ResponseItem call(String callId, String name) {
    return new ResponseItem(Kind.CALL, callId, name);
  }

  /** A complete call. */
  static ResponseItem of(ToolCall call) {
    ResponseItem item = call(call.id(), call.name());
    item.add(call.arguments());
    return item;
  }

  Kind kind() {
    return kind;
  }

  String id() {
    return id;
  }

  /** Its text, or its arguments. */
  String text() {
    return text.toString();
  }

  ResponseItem add(String more) {
    text.append(more);
    return this;
  }

  /** Its only part, with this text. */
  Map<String, Object> part(String content) {
    Map<String, Object> part = JsonMap.of("type", kind.part, "text", content);
    if (kind == Kind.MESSAGE) {
      part.put("annotations", List.of());
      part.put("logprobs", List.of());
    }
    return part;
  }

  /** The item before its first text. */
  Map<String, Object> begun() {
    return json("in_progress", List.of(), "");
  }

  /** The item as it is. */
  Map<String, Object> json(String status) {
    return json(status, List.of(part(text())), text());
  }

  private Map<String, Object> json(String status, List<Object> parts, String arguments) {
    return switch (kind) {
      case MESSAGE ->
          JsonMap.of(
              "type", "message",
              "id", id,
              "status", status,
              "role", "assistant",
              "content", parts);
      case REASONING ->
          JsonMap.of(
              "type", "reasoning",
              "id", id,
              "status", status,
              "summary", List.of(),
              "content", parts);
      case CALL ->
          JsonMap.of(
              "type", "function_call",
              "id", id,
              "status", status,
              "call_id", callId,
              "name", name,
              "arguments", arguments);
    };
  }
}
