package org.llamajvm.models.reply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.models.tool.Tool;
import org.llamajvm.models.tool.ToolCall;
import org.llamajvm.models.tool.ToolMessages;
import org.llamajvm.models.tool.ToolOffer;
import org.llamajvm.tokenizer.chat.Message;
import org.llamajvm.tokenizer.chat.RenderOptions;

/** Conversations of every kind, with functions and thoughts. */
final class TalkSamples {

  private static final Tool WEATHER =
      Tool.of(
          "get_weather",
          "The weather of a place, \"now\" or later; <b>'fine'</b> & dry.",
          """
          {"type": "object",
           "properties": {
             "city": {"type": "string", "description": " Where: São Paulo, 東京 "},
             "days": {"type": "integer", "minimum": 1},
             "unit": {"type": "string", "enum": ["C", "F"], "default": "C"},
             "tags": {"type": "array", "items": {"type": "string"}},
             "place": {"type": "object", "properties": {"lat": {"type": "number"}}, "required": ["lat"]}},
           "required": ["city"]}
          """);
  private static final Tool ODD =
      Tool.of(
          "odd.name-2",
          "",
          """
          {"type": "object",
           "properties": {
             "either": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
             "maybe": {"type": ["integer", "null"], "description": "A & B"},
             "any": {}},
           "additionalProperties": false,
           "$defs": {"x": {"const": 1.50}}}
          """);
  private static final Tool NOW = Tool.of("now", "The time.", "");
  private static final ToolCall ZURICH =
      new ToolCall(
          "abcDEF123",
          "get_weather",
          "{\"city\": \"Zürich's \\\"old\\\" <town>\", \"days\": 2, \"k\": 1.5, \"tags\": [true, null, 1e-7]}");
  private static final ToolCall TIME = new ToolCall("abcDEF124", "now", "{}");
  private static final Message QUESTION = Message.user("Weather in Zürich?\n");
  private static final Message SYSTEM = Message.system("Be kind.  ");
  private static final List<Tool> BOTH = List.of(WEATHER, NOW);

  private TalkSamples() {}

  /**
   * One of them.
   *
   * @param tools functions that are offered
   * @param variables for the template
   */
  record Talk(
      String title, List<Message> messages, List<Tool> tools, Map<String, Object> variables) {

    ToolOffer offer() {
      return ToolOffer.of(tools.toArray(Tool[]::new));
    }

    /** The messages as a template gets them that knows of calls. */
    List<Message> plain() {
      return title.contains("as text") ? messages : withObjects(messages);
    }

    /** Functions as a template gets them that knows of them. */
    RenderOptions plain(RenderOptions options) {
      return tools.isEmpty()
          ? options
          : options.withTools(tools.stream().map(Tool::toMap).toList());
    }
  }

  static List<Talk> all() {
    List<Talk> talks = new ArrayList<>();
    Message answer = ToolMessages.answer("Wet.", "", List.of());
    Message called = ToolMessages.answer("", "", List.of(ZURICH));
    Message result = ToolMessages.result(ZURICH, "12 °C, \"rain\"\n");
    List<Message> once = List.of(QUESTION, called, result);
    List<Message> twice =
        List.of(
            SYSTEM,
            QUESTION,
            ToolMessages.answer("I look.", "", List.of(ZURICH, TIME)),
            result,
            ToolMessages.result(TIME, "{\"time\": \"12:00\"}"));
    List<Message> thought =
        List.of(
            QUESTION,
            ToolMessages.answer("", "Where is\nthat?", List.of(ZURICH)),
            result,
            ToolMessages.answer("Wet.", "Rain is wet.", List.of()),
            Message.user("Thanks."));
    add(talks, "question", List.of(QUESTION), List.of());
    add(talks, "system", List.of(SYSTEM, QUESTION), List.of());
    add(talks, "turns", List.of(SYSTEM, QUESTION, answer, Message.user("Thanks.")), List.of());
    add(talks, "tools", List.of(QUESTION), BOTH);
    add(talks, "system and tools", List.of(SYSTEM, QUESTION), List.of(NOW));
    add(talks, "odd tool", List.of(SYSTEM, QUESTION), List.of(ODD));
    add(talks, "call and result", once, BOTH);
    add(talks, "call as text", once, BOTH);
    add(talks, "calls of two", twice, BOTH);
    add(talks, "answer behind a call", with(once, answer, Message.user("Thanks.")), BOTH);
    add(talks, "thought", List.of(QUESTION, thought.get(3), thought.get(4)), List.of());
    add(talks, "thoughts and calls", thought, BOTH);
    add(talks, "call and no tools", once, List.of());
    for (boolean on : new boolean[] {true, false}) {
      Map<String, Object> variables = Map.of("enable_thinking", on, "thinking", on);
      String title = on ? "thinking on" : "thinking off";
      talks.add(new Talk(title, List.of(SYSTEM, QUESTION), List.of(), variables));
      talks.add(new Talk(title + ", tools", once, BOTH, variables));
    }
    return talks;
  }

  /** The same with the arguments of calls as objects, as templates want them. */
  private static List<Message> withObjects(List<Message> messages) {
    return messages.stream().map(TalkSamples::withObjects).toList();
  }

  private static Message withObjects(Message message) {
    if (!(message.fields().get("tool_calls") instanceof List<?> calls)) {
      return message;
    }
    List<Map<String, Object>> written = new ArrayList<>();
    for (Object call : calls) {
      Map<String, Object> one = copy(call);
      Map<String, Object> function = copy(one.get("function"));
      function.computeIfPresent("arguments", (_, text) -> Arguments.of(text));
      one.put("function", function);
      written.add(one);
    }
    return message.with("tool_calls", written);
  }

  private static Map<String, Object> copy(Object object) {
    Map<String, Object> copy = new LinkedHashMap<>();
    ((Map<?, ?>) object).forEach((key, value) -> copy.put((String) key, value));
    return copy;
  }

  private static void add(
      List<Talk> talks, String title, List<Message> messages, List<Tool> tools) {
    talks.add(new Talk(title, messages, tools, Map.of()));
  }

  private static List<Message> with(List<Message> messages, Message... more) {
    List<Message> all = new ArrayList<>(messages);
    all.addAll(List.of(more));
    return all;
  }
}
