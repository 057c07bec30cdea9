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
  private static final String ARGUMENTS = "arguments";
  private static final String REASONING = "reasoning_content";

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
    if (json.value("images") instanceof List<?> images && !images.isEmpty()) { // as ollama has them
      throw RequestFault.unsupported(
          json.at("images"),
          "'%s' has images; this server reads text only".formatted(json.at("images")));
    }
    fields.put("content", ContentParts.text(json, "content"));
    for (String name : List.of("name", "tool_call_id", REASONING)) {
      json.optionalText(name).ifPresent(value -> fields.put(name, value));
    }
    copy(json, "tool_name", "name", fields); // so ollama calls them
    copy(json, "thinking", REASONING, fields);
    if (json.has(TOOL_CALLS)) {
      List<Object> calls = new ArrayList<>();
      for (JsonObject call : json.objects(TOOL_CALLS)) {
        calls.add(call(call));
      }
      fields.put(TOOL_CALLS, calls);
    }
    if (json.has("function_call")) { // from before there were several
      JsonObject call = json.object("function_call");
      String name = call.text("name");
      String arguments = call.optionalText(ARGUMENTS).orElse("");
      fields.put(TOOL_CALLS, List.of(call(name, name, arguments, call.at(ARGUMENTS))));
    }
    if (role.equals("function")) {
      fields.put("tool_call_id", json.text("name"));
      role = "tool";
    }
    return new Message(role, fields);
  }

  private static void copy(JsonObject json, String from, String to, Map<String, Object> fields)
      throws ModelException {
    json.optionalText(from).ifPresent(value -> fields.putIfAbsent(to, value));
  }

  /**
   * A call of a function, for templates.
   *
   * @param arguments an object as text
   * @param at where the arguments are, for messages
   * @throws RequestFault if the arguments begin like an object and are none
   */
  public static Map<String, Object> call(String id, String name, String arguments, String at) {
    return Map.of("id", id, "type", "function", "function", function(name, arguments, at));
  }

  private static Map<String, Object> call(JsonObject json) throws ModelException {
    JsonObject function = json.object("function");
    Map<String, Object> call = json.toMap();
    String name = function.text("name");
    call.put(
        "function",
        function.isObject(ARGUMENTS)
            ? Map.of("name", name, ARGUMENTS, function.object(ARGUMENTS).toMap())
            : function(name, function.optionalText(ARGUMENTS).orElse(""), function.at(ARGUMENTS)));
    return call;
  }

  /**
   * A function that was called. Templates want arguments as an object, where protocols have them as
   * text.
   *
   * @param at where the arguments are, for messages
   * @throws RequestFault if the arguments begin like an object and are none
   */
  public static Map<String, Object> function(String name, String arguments, String at) {
    boolean object = arguments.stripLeading().startsWith("{");
    return Map.of("name", name, ARGUMENTS, object ? object(arguments, at) : arguments);
  }

  private static Map<String, Object> object(String arguments, String at) {
    try {
      return JsonBody.parse(arguments.getBytes(StandardCharsets.UTF_8)).toMap();
    } catch (ModelException _) {
      throw RequestFault.badValue(
          at,
          "'%s' must be an object of JSON, or a text that does not begin like one".formatted(at));
    }
  }
}
