package org.llamajvm.models.tool;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.llamajvm.format.JsonText;

/** What a model needs to be told of functions where its chat template has no words for them. */
public final class CallText {

  private CallText() {}

  /** The functions, and how to call them. */
  public static String offer(List<Tool> tools) {
    String known =
        tools.stream()
            .map(tool -> JsonText.compact(tool.toMap().get("function")))
            .collect(Collectors.joining("\n"));
    return """
    You can call functions. Each line describes one:
    %s

    To call a function, answer with this JSON and nothing else:
    {"tool_call": {"name": "the function's name", "arguments": {"parameter": "value"}}}
    To call several, answer with {"tool_calls": [...]}, a list of such objects. Call a function \
    only if you need it; otherwise answer in plain text.\
    """
        .formatted(known);
  }

  /**
   * Calls that a model made, in its own words.
   *
   * @param calls objects of {@code name} and {@code arguments}, at least one
   */
  public static String calls(ToolFormat format, List<Map<String, Object>> calls) {
    return switch (format) {
      case HERMES, QWEN_CODER ->
          calls.stream()
              .map(call -> "<tool_call>\n%s\n</tool_call>".formatted(JsonText.compact(call)))
              .collect(Collectors.joining("\n"));
      case MISTRAL -> "[TOOL_CALLS] " + JsonText.compact(calls);
      case GRANITE -> "<|tool_call|>" + JsonText.compact(calls);
      case PHI -> "<|tool_call|>" + JsonText.compact(calls) + "<|/tool_call|>";
      case LLAMA -> JsonText.compact(parameters(calls.getFirst()));
      case HARMONY ->
          "to=functions.%s %s"
              .formatted(
                  calls.getFirst().get("name"),
                  JsonText.compact(calls.getFirst().get("arguments")));
      case GENERIC ->
          JsonText.compact(
              calls.size() == 1
                  ? Map.of("tool_call", calls.getFirst())
                  : Map.of("tool_calls", calls));
    };
  }

  private static Map<String, Object> parameters(Map<String, Object> call) {
    Map<String, Object> renamed = new LinkedHashMap<>();
    renamed.put("name", call.get("name"));
    renamed.put("parameters", call.get("arguments"));
    return renamed;
  }

  /** What a function gave. */
  public static String result(String name, String content) {
    return "Result of %s:\n%s".formatted(name, content);
  }
}
