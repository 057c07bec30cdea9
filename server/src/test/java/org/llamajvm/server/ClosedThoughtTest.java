package org.llamajvm.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.format.JsonObject;
import org.llamajvm.models.Generation;
import org.llamajvm.models.GenerationRequest;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.Scheduler;
import org.llamajvm.models.SchedulerOptions;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;

/** A model that thinks, ends its thought, and answers what its constraint lets it answer. */
class ClosedThoughtTest {

  private static final String TEMPLATE =
      "{% for m in messages %}{{ m.content }}{% endfor %}"
          + "{% if enable_thinking is not defined or enable_thinking %}<think>\n{% else %}="
          + "{% endif %}{# </think> #}";
  private static final String THOUGHT = "Hm: \"{.";
  private static final String SCHEMA = "{\"enum\": [\"yes\", \"no\"]}";
  private static final String BODY =
      """
      {"messages": [{"role": "user", "content": "Rain?"}], "max_tokens": 60,
       "response_format": {"type": "json_schema", "json_schema": {"name": "a",
         "schema": {"enum": ["yes", "no"]}}}%s}\
      """;

  @TempDir private static Path directory;
  private static LanguageModel model;
  private static LlamaServer server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    model = ByteModel.open(directory, "\n" + THOUGHT + "</think>yes");
    server =
        LlamaServer.builder(model)
            .id("bytes")
            .chatTemplate(ChatTemplate.parse("thinking", TEMPLATE, Map.of()))
            .start();
    client = new Client(server);
  }

  @AfterAll
  static void stop() {
    server.close();
    model.close();
  }

  private static String text(JsonObject json, String path) {
    return Objects.toString(Client.at(json, path), "");
  }

  @Test
  void answersBehindTheThought() throws Exception {
    JsonObject json = client.post("/v1/chat/completions", BODY.formatted("")).json();
    assertThat(text(json, "choices.0.message.reasoning_content")).isEqualTo(THOUGHT);
    assertThat(text(json, "choices.0.message.content")).isIn("\"yes\"", "\"no\"");
    assertThat(text(json, "choices.0.finish_reason")).isEqualTo("stop");
  }

  @Test
  void streamsTheThoughtAndThenTheAnswer() throws Exception {
    List<JsonObject> chunks =
        client.chunks("/v1/chat/completions", BODY.formatted(", \"stream\": true"));
    assertThat(joined(chunks, "reasoning_content")).isEqualTo(THOUGHT);
    assertThat(joined(chunks, "content")).isIn("\"yes\"", "\"no\"");
    assertThat(text(chunks.getLast(), "choices.0.finish_reason")).isEqualTo("stop");
  }

  private static String joined(List<JsonObject> chunks, String member) {
    return chunks.stream()
        .map(chunk -> text(chunk, "choices.0.delta." + member))
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 12, 15, 17})
  void saysWhereItWasCut(int tokens) throws Exception {
    JsonObject json =
        client
            .post(
                "/v1/chat/completions",
                BODY.formatted("").replace("\"max_tokens\": 60", "\"max_tokens\": " + tokens))
            .json();
    assertThat(text(json, "choices.0.finish_reason")).isEqualTo("length");
    assertThat(THOUGHT + "</think>").startsWith(text(json, "choices.0.message.reasoning_content"));
    assertThat(text(json, "choices.0.message.content")).isIn("", "\"", "\"y", "\"n");
  }

  @Test
  void answersInOllamasProtocol() throws Exception {
    JsonObject ollama =
        client
            .post(
                "/api/chat",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"Rain?\"}], \"stream\": false,"
                    + " \"format\": "
                    + SCHEMA
                    + "}")
            .json();
    assertThat(text(ollama, "message.thinking")).isEqualTo(THOUGHT);
    assertThat(text(ollama, "message.content")).isIn("\"yes\"", "\"no\"");
    assertThat(text(ollama, "done_reason")).isEqualTo("stop");
  }

  @Test
  void answersProgramsLikewise() {
    GenerationRequest.Builder request =
        GenerationRequest.builder()
            .messages(Message.user("Rain?"))
            .template(ChatTemplate.parse("thinking", TEMPLATE, Map.of()))
            .constraint(Constraint.jsonSchema(SCHEMA))
            .maxTokens(60);
    try (Scheduler scheduler = model.newScheduler(SchedulerOptions.defaults())) {
      Generation answer = scheduler.submit(request.build()).await();
      assertThat(answer.thinking()).isEqualTo(THOUGHT);
      assertThat(answer.text()).isIn("\"yes\"", "\"no\"");
      assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
      Generation cut = scheduler.submit(request.maxTokens(12).build()).await();
      assertThat(cut.text()).isEmpty();
      assertThat(cut.finishReason()).isEqualTo(FinishReason.LENGTH);
      Generation atOnce = scheduler.submit(request.maxTokens(60).thinking(false).build()).await();
      assertThat(atOnce.thinking()).isEmpty();
      assertThat(atOnce.text()).isIn("\"yes\"", "\"no\"");
    }
  }
}
