package org.llamajvm.server.request;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.llamajvm.format.ForeignText;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.server.http.JsonBody;
import org.llamajvm.server.http.RequestFault;
import org.llamajvm.tokenizer.chat.Message;

/** The messages of a conversation as OpenAI writes them. */
public final class ChatMessages {

  private static final Set<String> ROLES =
      Set.of("system", "user", "assistant", "tool", "function");
  private static final String TOOL_CALLS = "tool_calls";

  private ChatMessages() {}

  /**
   * Reads the member {@code messages}.
   *
   * @throws ModelException if it is no array of messages
   * @throws RequestFault if a message has a role or a part that is not supported
   */
  public static List<Message> read(JsonObject body) throws ModelException {
    List<Message> messages = new ArrayList<>();
    for (JsonObject message : body.objects("messages")) {
      messages.add(message(message));
    }
    return messages;
  }

  /**
   * Reads one message.
   *
   * @throws ModelException if it is none
   * @throws RequestFault if it has a role or a part that is not supported
   */
  public static Message message(JsonObject json) throws ModelException {
    String role = json.text("role");
    if (role.equals("developer")) {
      role = "system";
    }
    if (!ROLES.contains(role)) {
      throw RequestFault.badValue(
          json.at("role"),
          "'%s' must be system, developer, user, assistant or tool, not '%s'"
              .formatted(json.at("role"), ForeignText.part(role)));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("content", ContentParts.text(json, "content"));
    for (String name : List.of("name", "tool_call_id", "reasoning_content")) {
      json.optionalText(name).ifPresent(value -> fields.put(name, value));
    }
    if (json.has(TOOL_CALLS)) {
      List<Object> calls = new ArrayList<>();
      for (JsonObject call : json.objects(TOOL_CALLS)) {
        calls.add(call(call));
      }
      fields.put(TOOL_CALLS, calls);
    }
    return new Message(role, fields);
  }

  private static Map<String, Object> call(JsonObject json) throws ModelException {
    JsonObject function = json.object("function");
    Map<String, Object> call = json.toMap();
    call.put(
        "function", function(function.text("name"), function.optionalText("arguments").orElse("")));
    return call;
  }

  /**
   * A function that was called. Templates want arguments as an object, where protocols have them as
   * text.
   *
   * @throws ModelException if the arguments begin like an object and are none
   */
  public static Map<String, Object> function(String name, String arguments) throws ModelException {
    byte[] bytes = arguments.getBytes(StandardCharsets.UTF_8);
    boolean object = arguments.stripLeading().startsWith("{");
    Object value = object ? JsonBody.parse(bytes).toMap() : arguments;
    return Map.of("name", name, "arguments", value);
  }
}
