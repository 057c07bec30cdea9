package org.llamajvm.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.llamajvm.format.JsonText;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.server.Protocol.Said;
import org.llamajvm.tokenizer.chat.ChatTemplate;

/**
 * Thoughts and calls of a model whose tokens are bytes, in every protocol: told as a whole and in
 * pieces, and cut off behind every byte.
 */
class CutCallsTest {

  private static final String CITY = "ü \\\"東";
  private static final String ARGUMENTS = "{\"c\":\"%s\",\"n\":\"\"}".formatted(CITY);
  private static final String TOOL =
      """
      {"name": "a-b.c_2", "description": "Looks.", "strict": true, "parameters": {
        "type": "object", "additionalProperties": false, "required": ["c", "n"],
        "properties": {"c": {"const": "%s"}, "n": {"const": ""}}}}\
      """
          .formatted(CITY);
  private static final String THINKING_TEMPLATE =
      "{% for m in messages %}{{ m.role }}{{ m.content }}{% endfor %}<think>\n{# </think> #}";
  private static final String CALLING_TEMPLATE =
      "{% for t in tools or [] %}{{ t | tojson }}{% endfor %}"
          + "{% for m in messages %}{{ m.role }}{{ m.content }}"
          + "{% for c in m.tool_calls or [] %}<tool_call>{{ c.function | tojson }}</tool_call>"
          + "{% endfor %}{% endfor %}=";
  private static final String STREAM = ", \"stream\": true";

  @TempDir private static Path directory;
  private static LanguageModel model;
  private static LlamaServer thinking;
  private static LlamaServer calling;

  @BeforeAll
  static void start() throws Exception {
    model = ByteModel.open(directory, "\nHm.</think>{\"}", ":\"", ",\"");
    thinking = server(THINKING_TEMPLATE);
    calling = server(CALLING_TEMPLATE);
  }

  private static LlamaServer server(String template) throws Exception {
    return LlamaServer.builder(model)
        .id("bytes")
        .chatTemplate(ChatTemplate.parse("test", template, Map.of()))
        .start();
  }

  @AfterAll
  static void stop() {
    thinking.close();
    calling.close();
    model.close();
  }

  private static String call() {
    return "a-b.c_2 " + ARGUMENTS;
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void aThoughtAndACall(Protocol protocol) throws Exception {
    Client client = new Client(thinking);
    Said whole = protocol.ask(client, protocol.body(TOOL, 300, ""));
    assertThat(whole.thinking()).isEqualTo("Hm.");
    assertThat(whole.text()).isEmpty();
    assertThat(whole.calls()).containsExactly(call());
    assertThat(whole.isCut()).isFalse();
    assertThat(protocol.stream(client, protocol.body(TOOL, 300, STREAM))).isEqualTo(whole);
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void aThoughtAndACallCutBehindEveryByte(Protocol protocol) throws Exception {
    Client client = new Client(thinking);
    int most = 0;
    for (int tokens = 1; most == 0; tokens++) {
      Said whole = protocol.ask(client, protocol.body(TOOL, tokens, ""));
      Said streamed = protocol.stream(client, protocol.body(TOOL, tokens, STREAM));
      assertThat(streamed.reason()).as("%d tokens", tokens).isEqualTo(whole.reason());
      assertThat(streamed.thinking()).isEqualTo(whole.thinking());
      if (!whole.isCut()) {
        most = tokens;
        continue;
      }
      assertThat("Hm.</think>").startsWith(whole.thinking());
      assertThat(whole.calls()).as("%d tokens", tokens).isIn(List.of(), List.of(call()));
      assertThat(whole.text()).matches("(?s)|\\{.*");
      checkBegun(whole, streamed);
    }
    assertThat(most).isGreaterThan(70);
  }

  /** A call of which something was told, and that was cut, is not told again as text. */
  private static void checkBegun(Said whole, Said streamed) {
    if (streamed.calls().size() == whole.calls().size()) {
      assertThat(streamed.text()).isEqualTo(whole.text());
    } else {
      assertThat(streamed.text()).isEmpty();
      assertThat(streamed.calls()).hasSize(whole.calls().size() + 1);
      assertThat(streamed.calls().getLast()).isNotEqualTo(call());
      assertThat(call()).startsWith(streamed.calls().getLast().replaceFirst("\ufffd$", ""));
    }
  }

  /** Also such as a parser could take for a number, an option or a member of every object. */
  @ParameterizedTest
  @EnumSource(Protocol.class)
  void toolsOfOddNames(Protocol protocol) throws Exception {
    Client client = new Client(thinking);
    for (String name :
        List.of("-", "_", "0", "1e5", "null", "-.-", "__proto__", "name", "Z".repeat(64))) {
      String tool = TOOL.replace("a-b.c_2", name);
      Said whole = protocol.ask(client, protocol.body(tool, 400, ""));
      assertThat(whole.calls()).containsExactly(name + " " + ARGUMENTS);
      assertThat(protocol.stream(client, protocol.body(tool, 400, STREAM))).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Protocol.class,
      names = {"OPENAI", "ANTHROPIC"})
  void severalCallsCut(Protocol protocol) throws Exception {
    Client client = new Client(calling);
    String demand =
        protocol == Protocol.OPENAI
            ? ", \"tool_choice\": \"required\""
            : ", \"tool_choice\": {\"type\": \"any\"}";
    for (int tokens : new int[] {5, 40, 70, 72, 75, 78, 80, 81, 82, 83, 84, 85, 90, 200}) {
      Said whole = protocol.ask(client, protocol.body(TOOL, tokens, demand));
      Said streamed = protocol.stream(client, protocol.body(TOOL, tokens, demand + STREAM));
      assertThat(streamed.reason()).isEqualTo(whole.reason());
      assertThat(whole.calls()).isEqualTo(Collections.nCopies(whole.calls().size(), call()));
      assertThat(streamed.calls()).startsWith(whole.calls().toArray(String[]::new));
      checkBegun(whole, streamed);
      assertThat(whole.isCut() || whole.text().isEmpty()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void stopStringsEndTextAndNeitherThoughtsNorCalls(Protocol protocol) throws Exception {
    Client client = new Client(thinking);
    String stop =
        switch (protocol) {
          case OPENAI -> ", \"stop\": [\"Hm\", \"東\", \"}\"]";
          case ANTHROPIC -> ", \"stop_sequences\": [\"Hm\", \"東\", \"}\"]";
          case OLLAMA -> ", \"options\": {\"num_predict\": 300, \"stop\": [\"Hm\", \"東\", \"}\"]}";
        };
    String body = protocol.body(TOOL, 300, stop);
    if (protocol == Protocol.OLLAMA) {
      body = body.replaceFirst("\"options\": \\{\"num_predict\": 300}, ", "");
    }
    Said whole = protocol.ask(client, body);
    assertThat(whole.thinking()).isEqualTo("Hm.");
    assertThat(whole.calls()).isEqualTo(List.of(call()));
    assertThat(whole.text()).isEmpty();
    Said streamed =
        protocol.stream(
            client, body.replaceFirst(", \"stream\": false", "").replaceFirst("}$", STREAM + "}"));
    assertThat(streamed).isEqualTo(whole);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a, a | a | tools | Two tools have the name 'a'",
        "a, b | c | tool_choice | No tool has the name 'c'",
        "wétter | wétter | tools[0].function.name | letters, digits"
      })
  void offersThatCannotBeMade(String names, String chosen, String place, String message)
      throws Exception {
    List<Object> tools = new ArrayList<>();
    for (String name : names.split(", ", -1)) {
      tools.add(Map.of("type", "function", "function", Map.of("name", name)));
    }
    Map<String, Object> body =
        Map.of(
            "messages",
            List.of(Map.of("role", "user", "content", "Rain?")),
            "tools",
            tools,
            "tool_choice",
            Map.of("type", "function", "function", Map.of("name", chosen)));
    Client.Reply reply = new Client(calling).post("/v1/chat/completions", JsonText.compact(body));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(Client.at(reply.json(), "error.param")).isEqualTo(place);
    assertThat((String) Client.at(reply.json(), "error.message")).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "chat/completions | messages | tools    | {} | tools[0].function",
        "chat/completions | messages | tools    | {\"function\": {}} | tools[0].function.name",
        "chat/completions | messages | functions | {} | functions[0].name",
        "responses        | input    | tools    | {} | tools[0].name",
      })
  void namesTheMemberThatAToolLacks(
      String path, String messages, String tools, String tool, String place) throws Exception {
    String typed = tools.equals("tools") ? "{\"type\": \"function\", " : "{";
    String whole = (typed + tool.substring(1)).replace(", }", "}");
    String body =
        "{\"%s\": [{\"role\": \"user\", \"content\": \"Rain?\"}], \"%s\": [%s]}"
            .formatted(messages, tools, whole);
    Client.Reply reply = new Client(calling).post("/v1/" + path, body);
    assertThat(reply.status()).isEqualTo(400);
    assertThat((String) Client.at(reply.json(), "error.message")).contains(place);
  }
}
