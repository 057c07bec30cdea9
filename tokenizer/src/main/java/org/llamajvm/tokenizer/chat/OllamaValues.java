package org.llamajvm.tokenizer.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.llamajvm.tokenizer.gotemplate.Ordered;
import org.llamajvm.tokenizer.gotemplate.Struct;
import org.llamajvm.tokenizer.jinja.value.Dict;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.Value;
import org.llamajvm.tokenizer.jinja.value.Values;

/** Messages, calls and functions as templates of ollama see them. */
final class OllamaValues {

  private OllamaValues() {}

  static Value message(Message message) {
    String role = message.role();
    Map<String, Object> given = message.fields();
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("Role", Values.of(role, ConversationWriter.USUAL_ROLES.contains(role)));
    fields.put("Content", Str.untrusted(content(message)));
    fields.put("Thinking", Str.untrusted(text(given, "thinking", "reasoning_content")));
    fields.put("Images", Value.ListValue.of(List.of()));
    fields.put("ToolCalls", calls(given.get("tool_calls")));
    fields.put("ToolName", Str.untrusted(text(given, "tool_name", "name")));
    fields.put("ToolCallID", Str.untrusted(text(given, "tool_call_id")));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("role", fields.get("Role"));
    json.putAll(given);
    return new Struct("Message", fields, Values.of(json, false));
  }

  /** The text of a message, of several parts those that are text. */
  static String content(Message message) {
    return message.fields().get("content") instanceof List<?> parts
        ? parts.stream()
            .map(part -> part instanceof Map<?, ?> map ? text(map, "text") : "")
            .collect(Collectors.joining())
        : message.text();
  }

  /** The first of these entries that is a text; nothing if none is. */
  private static String text(Map<?, ?> map, String... keys) {
    for (String key : keys) {
      if (map.get(key) instanceof String text) {
        return text;
      }
    }
    return "";
  }

  private static Map<?, ?> object(Object object) {
    return object instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(Object object) {
    return object instanceof List<?> list ? list : List.of();
  }

  private static Value calls(Object given) {
    List<Value> calls = new ArrayList<>();
    for (Object call : list(given)) {
      Map<?, ?> map = object(call);
      Map<?, ?> function = object(map.get("function"));
      Map<String, Value> named = new LinkedHashMap<>();
      named.put("Index", Value.Int.of(calls.size()));
      named.put("Name", Str.untrusted(text(function, "name")));
      named.put("Arguments", map(Values.of(function.get("arguments"), false)));
      Map<String, Value> fields = new LinkedHashMap<>();
      fields.put("ID", Str.untrusted(text(map, "id")));
      fields.put("Function", new Struct("ToolCallFunction", named, Values.of(function, false)));
      calls.add(new Struct("ToolCall", fields, Values.of(map, false)));
    }
    return Value.ListValue.of(calls);
  }

  static Value tools(List<Map<String, Object>> tools) {
    List<Value> values = new ArrayList<>();
    for (Map<String, Object> tool : tools) {
      Map<?, ?> function = object(tool.get("function"));
      Map<String, Value> named = new LinkedHashMap<>();
      named.put("Name", Str.untrusted(text(function, "name")));
      named.put("Description", Str.untrusted(text(function, "description")));
      named.put("Parameters", parameters(object(function.get("parameters"))));
      Map<String, Value> fields = new LinkedHashMap<>();
      fields.put("Type", Str.untrusted(text(tool, "type")));
      fields.put("Function", new Struct("ToolFunction", named, Values.of(function, false)));
      values.add(new Struct("Tool", fields, Values.of(tool, false)));
    }
    return Value.ListValue.of(values);
  }

  private static Value parameters(Map<?, ?> schema) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("Type", type(schema));
    fields.put("Required", Values.of(list(schema.get("required")), false));
    fields.put("Properties", properties(schema));
    return new Struct("ToolFunctionParameters", fields, Values.of(schema, false));
  }

  private static Value properties(Map<?, ?> schema) {
    Map<Object, Object> properties = new LinkedHashMap<>();
    object(schema.get("properties"))
        .forEach((name, property) -> properties.put(name, property(object(property))));
    return map(Values.of(properties, false));
  }

  private static Value map(Value value) {
    return value instanceof Dict dict ? new Ordered(dict) : value;
  }

  private static Value property(Map<?, ?> schema) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("Type", type(schema));
    fields.put("Description", Str.untrusted(text(schema, "description")));
    fields.put("Enum", Values.of(list(schema.get("enum")), false));
    fields.put("Items", Values.of(schema.get("items"), false));
    fields.put("AnyOf", Values.of(list(schema.get("anyOf")), false));
    fields.put("Required", Values.of(list(schema.get("required")), false));
    fields.put("Properties", properties(schema));
    return new Struct("ToolProperty", fields, Values.of(schema, false));
  }

  /** One type as a text, several as a list. */
  private static Value type(Map<?, ?> schema) {
    return schema.get("type") instanceof List<?> types
        ? Values.of(types, false)
        : Str.untrusted(text(schema, "type"));
  }
}
