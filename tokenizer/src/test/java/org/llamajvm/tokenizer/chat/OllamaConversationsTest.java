package org.llamajvm.tokenizer.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.llamajvm.tokenizer.Span;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/** Conversations through templates of ollama's, against what Go makes of them. */
class OllamaConversationsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-07T09:05:04Z"), ZoneOffset.UTC);
  private static final String BOS = "<s>";

  private static JsonNode expected;
  private static final Map<String, JsonNode> CONVERSATIONS = new HashMap<>();

  @BeforeAll
  static void read() throws IOException {
    JSON.readTree(resource("conversations.json"))
        .get("conversations")
        .forEach(each -> CONVERSATIONS.put(each.get("name").textValue(), each));
    expected = JSON.readTree(resource("ollama.json")).get("expected");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = OllamaConversationsTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static ChatTemplate template(JsonNode each) throws IOException {
    String name = each.get("template").textValue();
    return ChatTemplate.ofOllama(resource("ollama/" + name + ".gotmpl"), BOS);
  }

  private static List<Span> render(JsonNode each) throws IOException {
    JsonNode conversation = CONVERSATIONS.get(each.get("conversation").textValue());
    List<Message> messages = new ArrayList<>();
    for (JsonNode node : conversation.get("messages")) {
      Map<String, Object> fields = object(node);
      messages.add(new Message((String) fields.remove("role"), fields));
    }
    RenderOptions options =
        RenderOptions.DEFAULT
            .withClock(CLOCK)
            .withGenerationPrompt(conversation.get("prompt").booleanValue())
            .withVariables(object(conversation.get("variables")));
    if (!conversation.get("tools").isNull()) {
      List<Map<String, Object>> tools = new ArrayList<>();
      conversation.get("tools").forEach(tool -> tools.add(object(tool)));
      options = options.withTools(tools);
    }
    return template(each).render(messages, options);
  }

  private static Map<String, Object> object(JsonNode node) {
    return JSON.convertValue(node, new TypeReference<LinkedHashMap<String, Object>>() {});
  }

  private static String text(List<Span> spans) {
    return spans.stream().map(Span::text).collect(Collectors.joining());
  }

  @TestFactory
  Stream<DynamicTest> areRenderedAsGoRendersThem() {
    assertThat(expected.size()).isGreaterThan(450);
    return expected
        .valueStream()
        .map(each ->
            DynamicTest.dynamicTest(
                each.get("template").textValue() + ": " + each.get("conversation").textValue(),
                () ->
                    assertThat(text(render(each))).isEqualTo(BOS + each.get("text").textValue())));
  }

  @Test
  void neverTrustsTextOfMessagesAndTools() throws IOException {
    int forged = 0;
    for (JsonNode each : expected) {
      for (Span span : render(each)) {
        boolean marked = span.text().contains("MARK");
        assertThat(marked && span.trusted()).as(each.toString()).isFalse();
        forged += marked ? 1 : 0;
      }
    }
    assertThat(forged).isGreaterThan(40);
  }

  @Test
  void writesTheBeginningOnce() {
    ChatTemplate template = ChatTemplate.ofOllama("<s>{{ .Prompt }}", BOS);
    assertThat(template.render(List.of(Message.user("<s>")), RenderOptions.DEFAULT))
        .containsExactly(Span.trusted(BOS), Span.plain(BOS));
  }

  @Test
  void whatIsNotSupportedIsRefused() {
    assertThatThrownBy(() -> ChatTemplate.ofOllama("{{ toTypeScriptType .Tools }}", ""))
        .isInstanceOf(TemplateException.class)
        .hasMessage("the function 'toTypeScriptType' is not supported (template line 1, column 4)");
    ChatTemplate template = ChatTemplate.ofOllama("{{ range .Messages }}{{ .Words }}{{ end }}", "");
    assertThatThrownBy(() -> template.render(List.of(Message.user("")), RenderOptions.DEFAULT))
        .hasMessageContaining("Message has no field .Words (template line 1, column 25)");
  }
}
