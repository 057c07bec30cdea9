package org.llamajvm.models.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.models.thinking.ThinkingFormat;
import org.llamajvm.models.tool.Tool;
import org.llamajvm.models.tool.ToolFormat;

/** Answers as the families' documentation has them, cut in every way. */
class ReplyReaderTest {

  private static final String SCHEMA =
      """
      {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}}
      """;
  private static final List<Tool> TOOLS =
      List.of(Tool.of("get_weather", "The weather.", SCHEMA), Tool.of("now", "The time.", ""));
  private static final int LONG_TEXT = 1_000_000;
  private static final ThinkingFormat TAGS = ThinkingFormat.of("<think></think>").orElseThrow();

  private static final String ZURICH =
      "call 0 get_weather|arguments 0 {\"city\": \"Zürich\"}|end 0";

  private static ReplyFormat format(ToolFormat tools) {
    return new ReplyFormat(Optional.of(TAGS), false, tools, TOOLS, true, false, "");
  }

  private static Arguments of(ToolFormat format, String answer, String expected) {
    return Arguments.of(format, answer, expected);
  }

  /** A text that is no call. */
  private static Arguments text(ToolFormat format, String answer) {
    return Arguments.of(format, answer, "say " + answer);
  }

  static List<Arguments> answers() {
    return List.of(
        // Llama 3.1 to 3.3
        of(
            ToolFormat.LLAMA,
            "{\"name\": \"get_weather\", \"parameters\": {\"city\": \"Zürich\"}}",
            ZURICH),
        of(
            ToolFormat.LLAMA,
            "\n\n{\"type\": \"function\", \"name\": \"now\", \"parameters\": {}}\n",
            "call 0 now|arguments 0 {}|end 0"),
        of(
            ToolFormat.LLAMA,
            "<|python_tag|>{\"name\": \"now\", \"parameters\": null}",
            "call 0 now|arguments 0 {}|end 0"),
        of(
            ToolFormat.LLAMA,
            "<|python_tag|>get_weather.call(city=\"Zürich\")",
            "call 0 get_weather|arguments 0 {\"city\":\"Zürich\"}|end 0"),
        of(
            ToolFormat.LLAMA,
            "[get_weather(city='Z\\'h', days=-2, more=[1, {'a': None}, True, 1.5e3]), now()]",
            "call 0 get_weather|arguments 0 {\"city\":\"Z'h\",\"days\":-2,"
                + "\"more\":[1,{\"a\":null},true,1.5e3]}|end 0"),
        text(ToolFormat.LLAMA, "{\"name\": \"Bob\", \"parameters\": {\"age\": 3}}"),
        text(ToolFormat.LLAMA, "{\"name\": \"now\", \"parameters\": [1]}"),
        text(ToolFormat.LLAMA, "Hello {\"name\": \"now\", \"parameters\": {}}"),
        text(ToolFormat.LLAMA, "[1, 2, 3] are numbers"),
        text(ToolFormat.LLAMA, "<|python_tag|>print(1)"),
        of(
            ToolFormat.LLAMA,
            "{\"name\": \"now\", \"parameters\": {\"a\": tru}}",
            "call 0 now|arguments 0 {\"a\": tru|failed 0"
                + "|say {\"name\": \"now\", \"parameters\": {\"a\": tru}}"),
        // Hermes, Qwen
        of(
            ToolFormat.HERMES,
            "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Zürich\"}}\n"
                + "</tool_call>",
            ZURICH),
        of(
            ToolFormat.HERMES,
            "I look.\n<tool_call>\n{\"arguments\": {\"city\": \"Zürich\"}, \"name\":"
                + " \"get_weather\"}\n</tool_call>\n<tool_call>{\"name\": \"now\"}</tool_call>\n",
            "say I look.|" + ZURICH + "|call 1 now|arguments 1 {}|end 1"),
        of(
            ToolFormat.HERMES,
            "<think>\nWhich <tool_call>?\n</think>\n\n<tool_call>\n{\"name\": \"now\","
                + " \"arguments\": \"{\\\"a\\\": [1, \\\"\\\\u00e9\\\"]}\"}\n</tool_call>",
            "think Which <tool_call>?|call 0 now|arguments 0 {\"a\": [1, \"\\u00e9\"]}|end 0"),
        of(
            ToolFormat.HERMES,
            "<tool_call>{\"name\": \"now\", \"arguments\": {}}</tool_call> Done. ",
            "call 0 now|arguments 0 {}|end 0|say  Done. "),
        of(
            ToolFormat.HERMES,
            "<tool_call>{\"name\": \"now\", \"arguments\": {}}",
            "call 0 now|arguments 0 {}|end 0"),
        of(
            ToolFormat.HERMES,
            "<tool_call>nonsense <tool_call>{\"name\": \"now\", \"arguments\": {}}</tool_call>",
            "say <tool_call>nonsense|call 0 now|arguments 0 {}|end 0"),
        of(
            ToolFormat.HERMES,
            "<tool_call>{\"name\": \"now\", \"arguments\": {\"a\": 1",
            "call 0 now|arguments 0 {\"a\": 1|failed 0"
                + "|say <tool_call>{\"name\": \"now\", \"arguments\": {\"a\": 1"),
        text(ToolFormat.HERMES, "<tool_call>{\"name\": \"other\", \"arguments\": {}}</tool_call>"),
        text(ToolFormat.HERMES, "<tool_call>{\"arguments\": {}}</tool_call>"),
        text(ToolFormat.HERMES, "<tool_call>{\"name\": \"now\\u00zz\"}</tool_call>"),
        text(ToolFormat.HERMES, "a < b <tool <tool_cal \n <tool_call"),
        text(ToolFormat.HERMES, "  \n"),
        // Qwen3-Coder
        of(
            ToolFormat.QWEN_CODER,
            "<tool_call>\n<function=get_weather>\n<parameter=city>\nZürich\n</parameter>\n"
                + "<parameter=days>\n2\n</parameter>\n</function>\n</tool_call>",
            "call 0 get_weather|arguments 0 {\"city\":\"Zürich\",\"days\":2}|end 0"),
        of(
            ToolFormat.QWEN_CODER,
            "<tool_call><function=now></function></tool_call>",
            "call 0 now|arguments 0 {}|end 0"),
        text(ToolFormat.QWEN_CODER, "<tool_call><function=other></function></tool_call>"),
        // Mistral v3, Nemo, then the later ones
        of(
            ToolFormat.MISTRAL,
            "[TOOL_CALLS] [{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Zürich\"},"
                + " \"id\": \"abcDEF123\"}, {\"name\": \"now\", \"arguments\": {}}]",
            ZURICH + "|call 1 now|arguments 1 {}|end 1"),
        of(
            ToolFormat.MISTRAL,
            "One moment. [TOOL_CALLS]get_weather[ARGS]{\"city\": \"Zürich\"}"
                + "[TOOL_CALLS]now[CALL_ID]abcDEF123[ARGS]{}",
            "say One moment.|" + ZURICH + "|call 1 now|arguments 1 {}|end 1"),
        of(
            ToolFormat.MISTRAL,
            "[TOOL_CALLS]now{\"a\":[]}",
            "call 0 now|arguments 0 {\"a\":[]}|end 0"),
        of(
            ToolFormat.MISTRAL,
            "[TOOL_CALLS] [{\"name\": \"now\", \"arguments\": {}}, {\"name\": 1}]",
            "call 0 now|arguments 0 {}|end 0|say , {\"name\": 1}]"),
        text(ToolFormat.MISTRAL, "[TOOL_CALLS]now[ARGS]none"),
        text(ToolFormat.MISTRAL, "[TOOL_CALLS]later[ARGS]{}"),
        text(ToolFormat.MISTRAL, "[TOOL_CALLS]now[OTHER]{}"),
        // Granite 3
        of(
            ToolFormat.GRANITE,
            "<|tool_call|>[{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Zürich\"}},"
                + " {\"name\": \"now\", \"arguments\": {}}]",
            ZURICH + "|call 1 now|arguments 1 {}|end 1"),
        // Phi-4-mini
        of(
            ToolFormat.PHI,
            "<|tool_call|>[{\"name\": \"get_weather\", \"arguments\": {\"city\":"
                + " \"Zürich\"}}]<|/tool_call|>",
            ZURICH),
        of(
            ToolFormat.PHI,
            "<|tool_call|>{\"name\": \"now\", \"arguments\": {}}<|/tool_call|>",
            "call 0 now|arguments 0 {}|end 0"),
        // models without a form of their own
        of(
            ToolFormat.GENERIC,
            "{ \"tool_call\": {\"name\": \"get_weather\", \"arguments\":"
                + " {\"city\": \"Zürich\"}}}",
            ZURICH),
        of(
            ToolFormat.GENERIC,
            "{\"tool_calls\": [{\"name\": \"now\"}, {\"name\": \"now\", \"arguments\": {}}] }",
            "call 0 now|arguments 0 {}|end 0|call 1 now|arguments 1 {}|end 1"),
        text(ToolFormat.GENERIC, "{\"tool\": 1}"),
        // thoughts
        of(ToolFormat.HERMES, "<think>\na b\n\n</think>\n\nc\n d", "think a b|say c\n d"),
        of(ToolFormat.HERMES, "\n<think>a </thin </think>b", "think a </thin|say b"),
        of(ToolFormat.HERMES, "<think>\n\n</think>\n\nb", "say b"),
        of(ToolFormat.HERMES, "<think>\nonly", "think only"),
        text(ToolFormat.HERMES, "\n<thinking> b"),
        text(ToolFormat.HERMES, "a <think>b</think>"));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void readsTheSameHoweverTheTextIsCut(ToolFormat tools, String answer, String expected) {
    ReplyFormat format = format(tools);
    assertThat(Replies.read(format, answer)).isEqualTo(expected);
    assertThat(Replies.readSingly(format, answer)).isEqualTo(expected);
    for (int cut = 0; cut <= answer.length(); cut++) {
      assertThat(Replies.read(format, answer, cut)).isEqualTo(expected);
      assertThat(Replies.read(format, answer, cut / 2, cut)).isEqualTo(expected);
    }
  }

  private static final String ANALYSIS = "<|channel|>analysis<|message|>";
  private static final String FINAL = "<|channel|>final<|message|>";
  private static final String CALL =
      "<|channel|>commentary to=functions.get_weather <|constrain|>json<|message|>";
  private static final String SECOND = "<|end|><|start|>assistant";

  /** As OpenAI's description of the harmony format has them. */
  static List<Arguments> messages() {
    return List.of(
        Arguments.of(ANALYSIS + "Hm." + SECOND + FINAL + "Yes <b>.", "think Hm.|say Yes <b>."),
        Arguments.of(FINAL + "Yes.<|return|>", "say Yes."),
        Arguments.of(
            ANALYSIS + "Look." + SECOND + CALL + "{\"city\": \"Zürich\"}<|call|>",
            "think Look.|" + ZURICH),
        Arguments.of(
            " to=functions.get_weather<|channel|>commentary json<|message|>{\"city\": \"Zürich\"}",
            ZURICH),
        Arguments.of(
            "<|channel|>commentary<|message|>I look." + SECOND + CALL + "{\"city\": \"Zürich\"}",
            "say I look.|" + ZURICH),
        Arguments.of(
            ANALYSIS + "a" + SECOND + ANALYSIS + "b" + SECOND + FINAL + "c", "think a\n\nb|say c"),
        Arguments.of(
            CALL + "{\"city\": tru}<|call|>",
            "call 0 get_weather|arguments 0 {\"city\": tru|failed 0|say "
                + CALL
                + "{\"city\": tru}"),
        Arguments.of(
            CALL + "{\"city\": \"Z",
            "call 0 get_weather|arguments 0 {\"city\": \"Z|failed 0|say "
                + CALL
                + "{\"city\": \"Z"),
        Arguments.of(
            CALL.replace("get_weather", "other") + "{}<|call|>",
            "say " + CALL.replace("get_weather", "other") + "{}"),
        Arguments.of(ANALYSIS + "a <|e nd|> b" + SECOND + "<|chan", "think a <|e nd|> b"),
        Arguments.of("plain <|x|> text", "say plain <|x|> text"),
        Arguments.of(" to", "say  to"));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void readsChannelsHoweverTheTextIsCut(String answer, String expected) {
    ReplyFormat format =
        new ReplyFormat(
            Optional.of(ThinkingFormat.HARMONY),
            false,
            ToolFormat.HARMONY,
            TOOLS,
            false,
            false,
            "");
    assertThat(Replies.read(format, answer)).isEqualTo(expected);
    assertThat(Replies.readSingly(format, answer)).isEqualTo(expected);
    for (int cut = 0; cut <= answer.length(); cut++) {
      assertThat(Replies.read(format, answer, cut)).isEqualTo(expected);
      assertThat(Replies.read(format, answer, cut / 2, cut)).isEqualTo(expected);
    }
  }

  @Test
  void endsBehindTheOnlyCallThatThereMayBe() {
    ReplyFormat one =
        new ReplyFormat(Optional.empty(), false, ToolFormat.HERMES, TOOLS, false, false, "");
    String answer =
        "<tool_call>{\"name\": \"now\"}</tool_call><tool_call>{\"name\": \"now\"}</tool_call>";
    for (int cut = 0; cut <= answer.length(); cut++) {
      assertThat(Replies.read(one, answer, cut)).isEqualTo("call 0 now|arguments 0 {}|end 0");
    }
    ReplyReader reader = new ReplyReader(one, "");
    reader.push(answer);
    assertThat(reader.isDone()).isTrue();
  }

  @Test
  void readsTheBeginningThatIsInThePrompt() {
    ReplyFormat demanded =
        new ReplyFormat(
            Optional.empty(),
            false,
            ToolFormat.MISTRAL,
            TOOLS,
            true,
            true,
            "[TOOL_CALLS]now[ARGS]");
    assertThat(Replies.readSingly(demanded, "{}")).isEqualTo("call 0 now|arguments 0 {}|end 0");
    assertThat(Replies.readSingly(ReplyFormat.of(TAGS, true), "hm\n</think>\n\nYes"))
        .isEqualTo("think hm|say Yes");
  }

  @Test
  void readsTheMarksAroundAnAnswer() {
    ThinkingFormat marked =
        ThinkingFormat.of("<think></think> <response></response>").orElseThrow();
    ReplyFormat format = ReplyFormat.of(marked, false);
    String answer = "<think>a</think>\n<response>b </respo c</response>";
    for (int cut = 0; cut <= answer.length(); cut++) {
      assertThat(Replies.read(format, answer, cut)).isEqualTo("think a|say b </respo c");
    }
    assertThat(Replies.readSingly(format, "<think>a</think> b")).isEqualTo("think a|say b");
  }

  static List<Arguments> endless() {
    String call = "<tool_call>{\"name\": \"now\", \"arguments\": ";
    return List.of(
        Arguments.of("", "<tool_call>"),
        Arguments.of("", "<tool_call>{"),
        Arguments.of("<tool_call>", "["),
        Arguments.of(call, "{\"a\":"),
        Arguments.of(call + "{\"a\": \"", "\\\\"),
        Arguments.of("", " "),
        Arguments.of("", "<"));
  }

  /** Comes to its end soon, unless what is done for a character grows with the text. */
  @ParameterizedTest
  @MethodSource("endless")
  @Timeout(120)
  void takesATimeThatIsProportionalToTheText(String beginning, String repeated) {
    String answer = beginning + repeated.repeat(LONG_TEXT / repeated.length()) + "<";
    assertThat(Replies.readSingly(format(ToolFormat.HERMES), answer)).isNotEmpty();
  }
}
