package org.llamajvm.server.openai;

import java.util.ArrayList;
import java.util.List;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.server.http.JsonBody;
import org.llamajvm.server.http.RequestFault;
import org.llamajvm.server.request.ChatMessages;
import org.llamajvm.server.request.ContentParts;
import org.llamajvm.tokenizer.chat.Message;

/** The conversation in a request for a response: instructions, and items. */
final class ResponsesInput {

  private static final String INPUT = "input";
  private static final String TOOL_CALLS = "tool_calls";

  private ResponsesInput() {}

  static List<Message> read(JsonObject body) throws ModelException {
    List<Message> messages = new ArrayList<>();
    body.optionalText("instructions").ifPresent(text -> messages.add(Message.system(text)));
    switch (body.value(INPUT)) {
      case String text -> messages.add(Message.user(text));
      case List<?> items -> {
        for (int i = 0; i < items.size(); i++) {
          add(JsonBody.object("%s[%d]".formatted(INPUT, i), items.get(i)), messages);
        }
      }
      case null, default -> throw body.wrong(INPUT, "a string or an array of items");
    }
    return messages;
  }

  private static void add(JsonObject item, List<Message> messages) throws ModelException {
    switch (item.optionalText("type").orElse("message")) {
      case "message" -> messages.add(ChatMessages.message(item));
      case "reasoning" -> {} // belongs to answers of other models
      case "function_call" -> addCall(item, messages);
      case "function_call_output" ->
          messages.add(
              Message.of("tool", ContentParts.text(item, "output"))
                  .with("tool_call_id", item.text("call_id")));
      default ->
          throw RequestFault.unsupported(
              item.path(),
              "'%s' is an item of a type that is not supported".formatted(item.path()));
    }
  }

  /** Calls of one answer are items of their own, and one message for templates. */
  private static void addCall(JsonObject item, List<Message> messages) throws ModelException {
    List<Object> calls = new ArrayList<>();
    boolean joins = !messages.isEmpty() && messages.getLast().role().equals("assistant");
    Message message = joins ? messages.removeLast() : Message.assistant("");
    if (message.fields().get(TOOL_CALLS) instanceof List<?> before) {
      calls.addAll(before);
    }
    calls.add(
        ChatMessages.call(
            item.text("call_id"), item.text("name"), item.text("arguments"), item.at("arguments")));
    messages.add(message.with(TOOL_CALLS, calls));
  }
}
