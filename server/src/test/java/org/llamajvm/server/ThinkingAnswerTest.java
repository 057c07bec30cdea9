package org.llamajvm.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.llamajvm.format.JsonObject;
import org.llamajvm.server.Client.Reply;
import org.llamajvm.tokenizer.chat.ChatTemplate;

/** Answers under a schema by a model whose template begins with a thought. */
class ThinkingAnswerTest {

  private static final String TEMPLATE =
      """
      {%- for message in messages -%}
      {{ message.role }}: {{ message.content.split('</think>')[-1] }}
      {% endfor -%}
      {%- if add_generation_prompt -%}
      assistant:{% if enable_thinking is not defined or enable_thinking %} <think>
      {% endif %}
      {%- endif -%}
      """;

  private static final String BODY =
      """
      {"messages": [{"role": "user", "content": "Does it rain?"}], "max_tokens": 24, "seed": 4,
       "response_format": {"type": "json_schema", "json_schema": {"name": "answer",
         "schema": {"enum": ["yes", "no"]}}}%s}\
      """;

  private static final String UNTHINKING =
      ", \"chat_template_kwargs\": {\"enable_thinking\": false}";

  private static LlamaServer server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    ChatTemplate template = ChatTemplate.parse("thinking", TEMPLATE, Map.of());
    server = Wren.server().chatTemplate(template).start();
    client = new Client(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonObject answer(String more) throws Exception {
    Reply reply = client.post("/v1/chat/completions", BODY.formatted(more));
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  private static String text(JsonObject json, String path) {
    return Objects.toString(Client.at(json, path), "");
  }

  @Test
  void thinksBeforeTheSchemaHolds() throws Exception {
    JsonObject json = answer("");
    assertThat(text(json, "choices.0.message.reasoning_content")).containsPattern("[a-z]{2}");
    assertThat(text(json, "choices.0.message.content")).isEmpty();
    assertThat(text(json, "choices.0.finish_reason")).isEqualTo("length");
  }

  @Test
  void countsTheTokensOfTheThought() throws Exception {
    String thought = "usage.completion_tokens_details.reasoning_tokens";
    JsonObject json = answer("");
    assertThat(Client.at(json, thought)).isEqualTo(Client.at(json, "usage.completion_tokens"));
    assertThat(text(answer(UNTHINKING), thought)).isEqualTo("0");
    JsonObject response =
        client
            .post(
                "/v1/responses",
                "{\"input\": \"Does it rain?\", \"max_output_tokens\": 24, \"text\": {\"format\":"
                    + " {\"type\": \"json_schema\", \"name\": \"a\", \"schema\": {\"const\": 1}}}}")
            .json();
    assertThat(text(response, "usage.output_tokens_details.reasoning_tokens")).isEqualTo("24");
    assertThat(text(response, "text.format.type")).isEqualTo("json_schema");
    assertThat(text(response, "text.format.schema.const")).isEqualTo("1");
  }

  @Test
  void streamsTheThoughtAsAThought() throws Exception {
    List<JsonObject> chunks =
        client.chunks("/v1/chat/completions", BODY.formatted(", \"stream\": true"));
    String thought =
        chunks.stream()
            .map(chunk -> text(chunk, "choices.0.delta.reasoning_content"))
            .collect(Collectors.joining());
    assertThat(thought).isEqualTo(text(answer(""), "choices.0.message.reasoning_content"));
    assertThat(chunks)
        .allSatisfy(chunk -> assertThat(text(chunk, "choices.0.delta.content")).isEmpty());
    assertThat(text(chunks.getLast(), "choices.0.finish_reason")).isEqualTo("length");
  }

  @Test
  void answersAtOnceIfThinkingIsSwitchedOff() throws Exception {
    JsonObject json = answer(UNTHINKING);
    assertThat(text(json, "choices.0.message.content")).isIn("\"yes\"", "\"no\"");
    assertThat(text(json, "choices.0.message.reasoning_content")).isEmpty();
    assertThat(text(json, "choices.0.finish_reason")).isEqualTo("stop");
  }

  @Test
  void holdsEachOfSeveralAnswersToTheSchema() throws Exception {
    JsonObject json = answer(UNTHINKING + ", \"n\": 3");
    for (int i = 0; i < 3; i++) {
      assertThat(text(json, "choices.%d.message.content".formatted(i))).isIn("\"yes\"", "\"no\"");
    }
  }

  @Test
  void saysThatOneTokenWasTooFew() throws Exception {
    JsonObject json = answer(UNTHINKING + ", \"max_completion_tokens\": 1");
    assertThat(text(json, "choices.0.finish_reason")).isEqualTo("length");
  }
}
