package org.llamajvm.models.reply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.models.tool.ToolFormat;
import org.llamajvm.tokenizer.chat.Message;

/**
 * Calls that were made together, for families that make one at a time: a turn for each, with its
 * result behind it. A conversation may have begun with another model. Stateless.
 */
final class CallTurns {

  private static final String TOOL = "tool";
  private static final String TOOL_CALLS = "tool_calls";

  private CallTurns() {}

  /** The messages as the family has them. */
  static List<Message> of(List<Message> messages, ToolFormat family) {
    if (family.hasParallelCalls()) {
      return messages;
    }
    List<Message> apart = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      if (message.fields().get(TOOL_CALLS) instanceof List<?> calls && calls.size() > 1) {
        int end = i + 1;
        while (end < messages.size() && messages.get(end).role().equals(TOOL)) {
          end++;
        }
        split(message, calls, new ArrayList<>(messages.subList(i + 1, end)), apart);
        i = end - 1;
      } else {
        apart.add(message);
      }
    }
    return apart;
  }

  private static void split(
      Message message, List<?> calls, List<Message> results, List<Message> apart) {
    for (int i = 0; i < calls.size(); i++) {
      Map<String, Object> fields = new LinkedHashMap<>();
      if (i == 0) {
        fields.putAll(message.fields());
      } else {
        fields.put("content", "");
      }
      fields.put(TOOL_CALLS, List.of(calls.get(i)));
      apart.add(new Message(message.role(), fields));
      Object id = calls.get(i) instanceof Map<?, ?> call ? call.get("id") : null;
      for (Message result : List.copyOf(results)) {
        if (id != null && id.equals(result.fields().get("tool_call_id"))) {
          apart.add(result);
          results.remove(result);
        }
      }
    }
    apart.addAll(results);
  }
}
