package org.llamajvm.models.tool;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.tokenizer.chat.Message;

/** Calls and results as messages of a conversation. */
public final class ToolMessages {

  private ToolMessages() {}

  /**
   * What a model answered.
   *
   * @param text what it said
   * @param thinking what it thought before; empty for nothing
   * @param calls that it wants; empty for none
   */
  public static Message answer(String text, String thinking, List<ToolCall> calls) {
    Message message = Message.assistant(text);
    if (!thinking.isEmpty()) {
      message = message.with("reasoning_content", thinking);
    }
    return calls.isEmpty()
        ? message
        : message.with("tool_calls", calls.stream().map(ToolMessages::map).toList());
  }

  private static Map<String, Object> map(ToolCall call) {
    Map<String, Object> function = new LinkedHashMap<>(); // templates may write it as it is
    function.put("name", call.name());
    function.put("arguments", call.arguments());
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", call.id());
    map.put("type", "function");
    map.put("function", function);
    return map;
  }

  /** What a function gave. */
  public static Message result(ToolCall call, String content) {
    return Message.of("tool", content).with("tool_call_id", call.id()).with("name", call.name());
  }
}
