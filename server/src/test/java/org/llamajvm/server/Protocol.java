package org.llamajvm.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.JsonText;

/** Protocols with functions, and how a client of each puts an answer together. */
enum Protocol {
  OPENAI("/v1/chat/completions") {
    @Override
    String body(String tool, int maxTokens, String more) {
      return """
      {"messages": [{"role": "user", "content": "Rain?"}], "max_tokens": %d, "tools": [
        {"type": "function", "function": %s}]%s}\
      """
          .formatted(maxTokens, tool, more);
    }

    @Override
    Said whole(JsonObject json) {
      List<String> calls = new ArrayList<>();
      for (Object call : list(at(json, "choices.0.message"), "tool_calls")) {
        Map<?, ?> function = (Map<?, ?>) ((Map<?, ?>) call).get("function");
        calls.add(function.get("name") + " " + function.get("arguments"));
      }
      return new Said(
          text(json, "choices.0.message.reasoning_content"),
          text(json, "choices.0.message.content"),
          calls,
          text(json, "choices.0.finish_reason"));
    }

    @Override
    Said streamed(List<JsonObject> events) {
      StringBuilder thinking = new StringBuilder();
      StringBuilder content = new StringBuilder();
      Map<Object, StringBuilder> calls = new TreeMap<>();
      String reason = "";
      for (JsonObject event : events) {
        thinking.append(text(event, "choices.0.delta.reasoning_content"));
        content.append(text(event, "choices.0.delta.content"));
        for (Object call : list(at(event, "choices.0.delta"), "tool_calls")) {
          Map<?, ?> part = (Map<?, ?>) call;
          Map<?, ?> function = (Map<?, ?>) part.get("function");
          StringBuilder all = calls.computeIfAbsent(part.get("index"), _ -> new StringBuilder());
          if (function.containsKey("name")) {
            all.append(function.get("name")).append(' ');
          }
          all.append(function.get("arguments"));
        }
        reason = text(event, "choices.0.finish_reason");
      }
      return new Said(
          thinking.toString(),
          content.toString(),
          calls.values().stream().map(StringBuilder::toString).toList(),
          reason);
    }
  },

  ANTHROPIC("/v1/messages") {
    @Override
    String body(String tool, int maxTokens, String more) {
      return """
      {"messages": [{"role": "user", "content": "Rain?"}], "max_tokens": %d, "tools": [%s]%s}\
      """
          .formatted(maxTokens, tool.replace("\"parameters\"", "\"input_schema\""), more);
    }

    @Override
    Said whole(JsonObject json) {
      StringBuilder thinking = new StringBuilder();
      StringBuilder content = new StringBuilder();
      List<String> calls = new ArrayList<>();
      for (Object each : list(json.toMap(), "content")) {
        Map<?, ?> block = (Map<?, ?>) each;
        switch ((String) block.get("type")) {
          case "text" -> content.append(block.get("text"));
          case "thinking" -> thinking.append(block.get("thinking"));
          default -> calls.add(block.get("name") + " " + JsonText.compact(block.get("input")));
        }
      }
      return new Said(thinking.toString(), content.toString(), calls, text(json, "stop_reason"));
    }

    @Override
    Said streamed(List<JsonObject> events) {
      StringBuilder thinking = new StringBuilder();
      StringBuilder content = new StringBuilder();
      List<StringBuilder> calls = new ArrayList<>();
      String reason = "";
      for (JsonObject event : events) {
        if ("content_block_start".equals(event.value("type"))
            && "tool_use".equals(at(event, "content_block.type"))) {
          calls.add(new StringBuilder(at(event, "content_block.name") + " "));
        }
        if ("content_block_delta".equals(event.value("type"))) {
          Map<?, ?> delta = (Map<?, ?>) event.value("delta");
          thinking.append(Objects.toString(delta.get("thinking"), ""));
          content.append(Objects.toString(delta.get("text"), ""));
          if (delta.containsKey("partial_json")) {
            calls.getLast().append(delta.get("partial_json"));
          }
        }
        if ("message_delta".equals(event.value("type"))) {
          reason = text(event, "delta.stop_reason");
        }
      }
      return new Said(
          thinking.toString(),
          content.toString(),
          calls.stream().map(StringBuilder::toString).toList(),
          reason);
    }
  },

  OLLAMA("/api/chat") {
    @Override
    String body(String tool, int maxTokens, String more) {
      String stream = more.contains("\"stream\"") ? "" : ", \"stream\": false";
      return """
      {"messages": [{"role": "user", "content": "Rain?"}], "options": {"num_predict": %d}, "tools": [
        {"type": "function", "function": %s}]%s%s}\
      """
          .formatted(maxTokens, tool, more, stream);
    }

    @Override
    Said whole(JsonObject json) {
      return streamed(List.of(json));
    }

    @Override
    Said streamed(List<JsonObject> events) {
      StringBuilder thinking = new StringBuilder();
      StringBuilder content = new StringBuilder();
      List<String> calls = new ArrayList<>();
      String reason = "";
      for (JsonObject event : events) {
        thinking.append(text(event, "message.thinking"));
        content.append(text(event, "message.content"));
        for (Object call : list(event.value("message"), "tool_calls")) {
          Map<?, ?> function = (Map<?, ?>) ((Map<?, ?>) call).get("function");
          calls.add(function.get("name") + " " + JsonText.compact(function.get("arguments")));
        }
        reason = text(event, "done_reason");
      }
      return new Said(thinking.toString(), content.toString(), calls, reason);
    }
  };

  private final String path;

  Protocol(String path) {
    this.path = path;
  }

  /**
   * What an answer came to.
   *
   * @param calls name and arguments of each
   * @param reason why it ended, in the words of the protocol
   */
  record Said(String thinking, String text, List<String> calls, String reason) {

    boolean isCut() {
      return reason.equals("length") || reason.equals("max_tokens");
    }
  }

  /**
   * A body that asks something and offers a function.
   *
   * @param tool name, description and parameters
   * @param more members, each with a comma before it
   */
  abstract String body(String tool, int maxTokens, String more);

  abstract Said whole(JsonObject json);

  abstract Said streamed(List<JsonObject> events);

  Said ask(Client client, String body) throws Exception {
    Client.Reply reply = client.post(path, body);
    if (reply.status() != 200) {
      throw new AssertionError(reply.body());
    }
    return whole(reply.json());
  }

  Said stream(Client client, String body) throws Exception {
    List<JsonObject> events =
        client
            .post(path, body)
            .body()
            .lines()
            .map(line -> line.startsWith("data: ") ? line.substring("data: ".length()) : line)
            .filter(line -> line.startsWith("{"))
            .map(Client::json)
            .toList();
    return streamed(events);
  }

  private static Object at(JsonObject json, String path) {
    return Client.at(json, path);
  }

  private static String text(JsonObject json, String path) {
    return Objects.toString(at(json, path), "");
  }

  private static List<?> list(Object object, String name) {
    return object instanceof Map<?, ?> map && map.get(name) instanceof List<?> list
        ? list
        : List.of();
  }
}
