package org.llamajvm.models.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.models.constraint.ConstrainedText;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.models.constraint.ConstraintVocabulary;
import org.llamajvm.models.source.ModelSource;
import org.llamajvm.models.tool.Tool;
import org.llamajvm.models.tool.ToolCall;
import org.llamajvm.models.tool.ToolChoice;
import org.llamajvm.models.tool.ToolMessages;
import org.llamajvm.models.tool.ToolOffer;
import org.llamajvm.tokenizer.Span;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;
import org.llamajvm.tokenizer.chat.RenderOptions;

/** Answers under a constraint, by models that think before. */
class ThinkingFirstTest {

  private static final Path ROOT = Path.of(System.getProperty("llama.root", ".."));
  private static final Path QWEN = ROOT.resolve("../shared/tokenizers/qwen3");
  private static final Path GPT_OSS = ROOT.resolve("../shared/tokenizers/gptoss");
  private static final Constraint YES = Constraint.jsonSchema("{\"enum\": [\"yes\", \"no\"]}");

  private static Constraint held(ChatFormat format, Map<String, Object> variables) {
    return format
        .prompt(
            List.of(Message.user("Rain?")),
            ToolOffer.NONE,
            RenderOptions.DEFAULT.withVariables(variables))
        .constraint(Optional.of(YES))
        .orElseThrow();
  }

  private static ChatFormat format(String template) throws IOException {
    Path file =
        ROOT.resolve("tokenizer/src/test/resources/org/llamajvm/tokenizer/chat/templates")
            .resolve(template + ".jinja");
    return ChatFormat.of(
        ChatTemplate.parse(template, Files.readString(file), Map.of("bos_token", "<s>")),
        ModelSource.tokenizerOf(ROOT.resolve("models/wren-3m")));
  }

  @ParameterizedTest
  @CsvSource({"qwen-3, false", "smollm-3, false", "deepseek-r1-distill, true"})
  void comesBehindTheThought(String template, boolean begun) throws IOException {
    Constraint held = held(format(template), Map.of());
    String open = begun ? "" : "<think>";
    assertThat(held.matches(open + "\nHm \"{no\n</think>\n\n\"yes\"")).isTrue();
    assertThat(held.matches(open + "\nHm")).isFalse();
    assertThat(held.matches(open + "\nHm</think>maybe")).isFalse();
    assertThat(held.matches("\"yes\"")).isEqualTo(!begun);
    assertThat(held.matches("yes")).isFalse();
  }

  @Test
  void beginsAtOnceWhereThinkingIsSwitchedOff() throws IOException {
    Constraint held = held(format("qwen-3"), Map.of("enable_thinking", false));
    assertThat(held.matches("\"yes\"")).isTrue();
    assertThat(held.matches("<think>Hm</think>\"yes\"")).isFalse();
  }

  @Test
  void beginsAtOnceWhereTheTemplateKnowsNoThoughts() throws IOException {
    Constraint held = held(format("llama-3.1"), Map.of());
    assertThat(held.matches("\"yes\"")).isTrue();
    assertThat(held.matches("<think>Hm</think>\"yes\"")).isFalse();
  }

  @Test
  void comesBehindAThoughtThatThePromptOfATextHasBegun() throws IOException {
    ChatFormat format = format("qwen-3");
    assertThat(format.afterThought("Rain?", YES)).isEmpty();
    Constraint held = format.afterThought("assistant\n<think>\n", YES).orElseThrow();
    assertThat(held.matches("Hm</think>\n\n\"no\"")).isTrue();
    assertThat(held.matches("\"no\"")).isFalse();
  }

  @Test
  void holdsTheTokensOfQwen3() throws IOException {
    assumeTrue(Files.exists(QWEN), "Qwen3's vocabulary is not beside the repository");
    Tokenizer tokenizer = ModelSource.tokenizerOf(QWEN);
    String template =
        new JsonMapper()
            .readTree(QWEN.resolve("tokenizer_config.json").toFile())
            .get("chat_template")
            .textValue();
    ChatFormat format = ChatFormat.of(ChatTemplate.parse("qwen3", template, Map.of()), tokenizer);
    int end = tokenizer.idOf("<|im_end|>").orElseThrow();
    ConstraintVocabulary vocabulary =
        new ConstraintVocabulary(tokenizer, tokenizer.vocabularySize());
    try (ConstrainedText text =
        new ConstrainedText(held(format, Map.of()), vocabulary, new int[] {end})) {
      int[] answer = tokenizer.encodeTrusted("<think>\nIt says \"yes\" {\n</think>\n\n\"no\"");
      for (int i = 0; i < answer.length; i++) {
        assertThat(text.allows(end)).as("the end before token %d", i).isFalse();
        assertThat(text.allows(answer[i])).as("token %d", i).isTrue();
        text.accept(answer[i]);
      }
      assertThat(text.isWhole()).isTrue();
      assertThat(text.allows(end)).isTrue();
      assertThat(text.allows(answer[0])).isFalse();
    }
    try (ConstrainedText text =
        new ConstrainedText(
            held(format, Map.of("enable_thinking", false)), vocabulary, new int[] {end})) {
      assertThat(text.allows(tokenizer.idOf("<think>").orElseThrow())).isFalse();
      assertThat(text.allows(tokenizer.encode("\"")[0])).isTrue();
    }
  }

  /** What the template of gpt-oss writes of messages and calls, without what it says of itself. */
  private static final String CHANNELS =
      """
      {%- if tools %}<|start|>developer<|message|>{{ tools | tojson }}<|end|>{% endif -%}
      {%- for m in messages %}
        {%- if m.tool_calls %}
          {%- if m.thinking %}
            {{- '<|start|>assistant<|channel|>analysis<|message|>' + m.thinking + '<|end|>' }}
          {%- endif %}
          {%- set call = m.tool_calls[0].function %}
          {{- '<|start|>assistant to=functions.' + call.name + '<|channel|>commentary json' }}
          {{- '<|message|>' + call.arguments | tojson + '<|call|>' }}
        {%- elif m.role == 'assistant' %}
          {{- '<|start|>assistant<|channel|>final<|message|>' + m.content + '<|end|>' }}
        {%- else %}
          {{- '<|start|>' + m.role + '<|message|>' + m.content + '<|end|>' }}
        {%- endif %}
      {%- endfor %}
      {%- if add_generation_prompt %}{{ '<|start|>assistant' }}{% endif %}\
      """;

  private static ChatFormat gptOss() throws IOException {
    assumeTrue(Files.exists(GPT_OSS), "gpt-oss's vocabulary is not beside the repository");
    return ChatFormat.of(
        ChatTemplate.parse("gpt-oss", CHANNELS, Map.of()), ModelSource.tokenizerOf(GPT_OSS));
  }

  @Test
  void holdsTheChannelsOfGptOss() throws IOException {
    ChatFormat format = gptOss();
    Tokenizer tokenizer = ModelSource.tokenizerOf(GPT_OSS);
    Tool now = Tool.of("now", "The time.", "");
    Constraint called =
        format
            .prompt(
                List.of(Message.user("When?")),
                ToolOffer.of(now).withChoice(ToolChoice.REQUIRED),
                RenderOptions.DEFAULT)
            .constraint(Optional.empty())
            .orElseThrow();
    String analysis = "<|channel|>analysis<|message|>Hm <b> {<|end|><|start|>assistant";
    String call = "<|channel|>commentary to=functions.now <|constrain|>json<|message|>{}";
    assertHeld(held(format, Map.of()), tokenizer, "<|channel|>final<|message|>\"yes\"");
    assertHeld(held(format, Map.of()), tokenizer, analysis + "<|channel|>final<|message|>\"no\"");
    assertHeld(called, tokenizer, analysis + call);
    assertHeld(called, tokenizer, call);
  }

  private static void assertHeld(Constraint held, Tokenizer tokenizer, String answer) {
    int end = tokenizer.idOf("<|return|>").orElseThrow();
    ConstraintVocabulary vocabulary =
        new ConstraintVocabulary(tokenizer, tokenizer.vocabularySize());
    try (ConstrainedText text = new ConstrainedText(held, vocabulary, new int[] {end})) {
      int[] tokens = tokenizer.encodeTrusted(answer);
      for (int i = 0; i < tokens.length; i++) {
        assertThat(text.allows(end)).as("the end before token %d", i).isFalse();
        assertThat(text.allows(tokens[i])).as("token %d of %s", i, answer).isTrue();
        text.accept(tokens[i]);
      }
      assertThat(text.allows(end)).isTrue();
      assertThat(text.allows(tokenizer.encode("plain")[0])).isFalse();
    }
  }

  @Test
  void showsGptOssWhatItThoughtBeforeACall() throws IOException {
    ToolCall call = new ToolCall("call_1", "now", "{\"zone\": \"UTC\"}");
    List<Message> messages =
        List.of(
            Message.user("When?"),
            ToolMessages.answer("", "I look.", List.of(call)),
            ToolMessages.result(call, "12:00"));
    ChatFormat.Prompt prompt =
        gptOss()
            .prompt(messages, ToolOffer.of(Tool.of("now", "The time.", "")), RenderOptions.DEFAULT);
    assertThat(prompt.spans().stream().map(Span::text).collect(Collectors.joining()))
        .endsWith(
            "<|start|>user<|message|>When?<|end|>"
                + "<|start|>assistant<|channel|>analysis<|message|>I look.<|end|>"
                + "<|start|>assistant to=functions.now<|channel|>commentary json"
                + "<|message|>{\"zone\": \"UTC\"}<|call|>"
                + "<|start|>tool<|message|>12:00<|end|><|start|>assistant");
    assertThat(prompt.reply().marks()).contains("<|channel|>", "<|message|>", "<|end|>");
  }
}
