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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.models.constraint.ConstrainedText;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.models.constraint.ConstraintVocabulary;
import org.llamajvm.models.source.ModelSource;
import org.llamajvm.models.tool.ToolOffer;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;
import org.llamajvm.tokenizer.chat.RenderOptions;

/** Answers under a constraint, by models that think before. */
class ThinkingFirstTest {

  private static final Path ROOT = Path.of(System.getProperty("llama.root", ".."));
  private static final Path QWEN = ROOT.resolve("../shared/tokenizers/qwen3");
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
}
