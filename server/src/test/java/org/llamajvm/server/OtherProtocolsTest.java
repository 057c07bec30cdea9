package org.llamajvm.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.format.JsonObject;
import org.llamajvm.server.Client.Reply;

/** The protocols of Anthropic, ollama and llama.cpp, and OpenAI's responses. */
class OtherProtocolsTest {

  private static final String QUESTION =
      "\"messages\": [{\"role\": \"user\", \"content\": \"Tell me a story about a wren.\"}]";

  private static LlamaServer server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    server = Wren.server().start();
    client = new Client(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<JsonObject> events(String path, String body) throws Exception {
    return client
        .post(path, body)
        .body()
        .lines()
        .filter(line -> line.startsWith("data: "))
        .map(line -> Client.json(line.substring("data: ".length())))
        .toList();
  }

  private static List<String> types(List<JsonObject> events) {
    return events.stream().map(event -> (String) event.value("type")).toList();
  }

  @Test
  void speaksAnthropic() throws Exception {
    String body = "{\"model\": \"x\", \"max_tokens\": 200, \"temperature\": 0, %s%s}";
    JsonObject whole =
        client
            .post("/v1/messages", body.formatted(QUESTION, ", \"stop_sequences\": [\".\"]"))
            .json();
    assertThat(Client.at(whole, "stop_reason")).isEqualTo("stop_sequence");
    assertThat(Client.at(whole, "stop_sequence")).isEqualTo(".");
    assertThat(Client.at(whole, "role")).isEqualTo("assistant");
    List<JsonObject> events =
        events(
            "/v1/messages",
            body.formatted(QUESTION, ", \"stop_sequences\": [\".\"], \"stream\": true"));
    List<String> types = types(events);
    assertThat(types).startsWith("message_start", "ping", "content_block_start");
    assertThat(types).endsWith("content_block_stop", "message_delta", "message_stop");
    String text =
        events.stream()
            .filter(event -> "content_block_delta".equals(event.value("type")))
            .map(event -> (String) Client.at(event, "delta.text"))
            .collect(Collectors.joining());
    assertThat(text).isEqualTo(Client.at(whole, "content.0.text"));
    assertThat(Client.at(events.get(events.size() - 2), "delta.stop_reason"))
        .isEqualTo("stop_sequence");
  }

  @Test
  void countsTokensAndTellsErrorsAsAnthropicDoes() throws Exception {
    JsonObject count = client.post("/v1/messages/count_tokens", "{" + QUESTION + "}").json();
    JsonObject answer = client.post("/v1/messages", "{\"max_tokens\": 1, " + QUESTION + "}").json();
    assertThat(count.value("input_tokens"))
        .isEqualTo(
            (int) Client.at(answer, "usage.input_tokens")
                + (int) Client.at(answer, "usage.cache_read_input_tokens"));
    assertThat(Client.at(answer, "stop_reason")).isEqualTo("max_tokens");
    Reply wrong = client.post("/v1/messages", "{" + QUESTION + "}");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(Client.at(wrong.json(), "type")).isEqualTo("error");
    assertThat(Client.at(wrong.json(), "error.type")).isEqualTo("invalid_request_error");
    assertThat(
            client
                .post(
                    "/v1/messages",
                    "{\"max_tokens\": 1, \"tool_choice\": {\"type\": \"any\"}, " + QUESTION + "}")
                .status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"output_format\": %s", "\"output_config\": {\"format\": %s}"})
  void givesAnswersTheFormThatAnthropicsClientsAskFor(String member) throws Exception {
    String format = "{\"type\": \"json_schema\", \"schema\": {\"enum\": [\"red\", \"blue\"]}}";
    String body = "{\"max_tokens\": 20, %s, %s}".formatted(QUESTION, member);
    JsonObject answer = client.post("/v1/messages", body.formatted(format)).json();
    assertThat((String) Client.at(answer, "content.0.text")).isIn("\"red\"", "\"blue\"");
    assertThat(client.post("/v1/messages", body.formatted("{\"type\": \"xml\"}")).status())
        .isEqualTo(400);
  }

  @Test
  void takesBlocksOfAnthropic() throws Exception {
    Reply reply =
        client.post(
            "/v1/messages",
            """
            {"max_tokens": 1, "system": [{"type": "text", "text": "Be kind."}], "messages": [
              {"role": "user", "content": [{"type": "text", "text": "Add"}]},
              {"role": "assistant", "content": [
                {"type": "text", "text": "I add."}, {"type": "tool_use", "id": "1", "name": "add", "input": {"a": 1}}]},
              {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": "1", "content": [{"type": "text", "text": "2"}]}]}]}\
            """);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    Reply image =
        client.post(
            "/v1/messages",
            "{\"max_tokens\": 1, \"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image\"}]}]}");
    assertThat(image.status()).isEqualTo(400);
  }

  @Test
  void speaksOllama() throws Exception {
    String options = "\"options\": {\"num_predict\": 12, \"seed\": 3}";
    JsonObject whole =
        client.post("/api/chat", "{\"stream\": false, %s, %s}".formatted(options, QUESTION)).json();
    Reply stream = client.post("/api/chat", "{%s, %s}".formatted(options, QUESTION));
    assertThat(stream.header("Content-Type")).isEqualTo("application/x-ndjson");
    List<JsonObject> lines = stream.body().lines().map(Client::json).toList();
    assertThat(
            lines.stream()
                .map(line -> (String) Client.at(line, "message.content"))
                .collect(Collectors.joining()))
        .isEqualTo(Client.at(whole, "message.content"));
    assertThat(lines.getLast().value("done")).isEqualTo(true);
    assertThat(lines.getLast().value("done_reason")).isEqualTo("length");
    assertThat(lines.getLast().value("eval_count")).isEqualTo(12);
    JsonObject generated =
        client
            .post(
                "/api/generate",
                "{\"prompt\": \"The sea\", \"raw\": true, \"stream\": false, \"options\": {\"num_predict\": 4}}")
            .json();
    assertThat(generated.value("eval_count")).isEqualTo(4);
    JsonObject framed =
        client
            .post(
                "/api/generate",
                "{\"prompt\": \"Tell me a story about a wren.\", \"stream\": false, \"options\": {\"num_predict\": 1}}")
            .json();
    assertThat(framed.value("prompt_eval_count")).isEqualTo(Client.at(whole, "prompt_eval_count"));
  }

  /** So clients have a model loaded before somebody asks. */
  @Test
  void answersAQuestionForNothingAsOllamaDoes() throws Exception {
    Reply chat = client.post("/api/chat", "{\"model\": \"wren\", \"messages\": []}");
    assertThat(chat.header("Content-Type")).isEqualTo("application/x-ndjson");
    assertThat(chat.body().lines()).hasSize(1);
    assertThat(Client.at(chat.json(), "message.content")).isEqualTo("");
    JsonObject text =
        client.post("/api/generate", "{\"keep_alive\": -1, \"stream\": false}").json();
    assertThat(text.value("response")).isEqualTo("");
    for (JsonObject reply : List.of(chat.json(), text)) {
      assertThat(reply.value("done")).isEqualTo(true);
      assertThat(reply.value("done_reason")).isEqualTo("load");
    }
    Reply vectors = client.post("/api/embed", "{\"input\": \"a\"}");
    assertThat(vectors.status()).isEqualTo(501);
    assertThat((String) vectors.json().value("error")).contains("no embeddings");
  }

  /** There the word json stands for an object. */
  @Test
  void givesAnObjectForOllamasJson() throws Exception {
    for (int seed = 0; seed < 5; seed++) {
      String options = "\"options\": {\"num_predict\": 8, \"seed\": %d}".formatted(seed);
      JsonObject answer =
          client
              .post(
                  "/api/chat",
                  "{\"stream\": false, \"format\": \"json\", %s, %s}".formatted(options, QUESTION))
              .json();
      assertThat((String) Client.at(answer, "message.content")).startsWith("{");
    }
  }

  @Test
  void namesImagesOfOllamaThatItCannotRead() throws Exception {
    Reply reply =
        client.post(
            "/api/chat",
            """
            {"messages": [{"role": "user", "content": "a"},
              {"role": "user", "content": "b", "images": ["aGk="]}]}\
            """);
    assertThat(reply.status()).isEqualTo(400);
    assertThat((String) reply.json().value("error")).contains("'messages[1].images'");
    String none = "{\"stream\": false, \"messages\": [{\"role\": \"user\", \"images\": []}]}";
    assertThat(client.post("/api/chat", none).status()).isEqualTo(200);
  }

  @Test
  void namesArgumentsOfCallsThatAreNoJson() throws Exception {
    Reply chat =
        client.post(
            "/v1/chat/completions",
            """
            {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "tool_calls":
              [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{bad"}}]}]}\
            """);
    assertThat(chat.status()).isEqualTo(400);
    assertThat(Client.at(chat.json(), "error.param"))
        .isEqualTo("messages[1].tool_calls[0].function.arguments");
    Reply responses =
        client.post(
            "/v1/responses",
            """
            {"input": [{"role": "user", "content": "a"},
              {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{bad"}]}\
            """);
    assertThat(responses.status()).isEqualTo(400);
    assertThat(Client.at(responses.json(), "error.param")).isEqualTo("input[1].arguments");
  }

  @Test
  void listsModelsAsOllamaDoes() throws Exception {
    assertThat(client.get("/api/version").json().keys()).containsExactly("version");
    assertThat(Client.at(client.get("/api/tags").json(), "models.0.name")).isEqualTo("wren");
    assertThat(Client.at(client.get("/api/ps").json(), "models.0.context_length"))
        .isEqualTo(server.context());
    Number onDisk = (Number) Client.at(client.get("/api/tags").json(), "models.0.size");
    Number inMemory = (Number) Client.at(client.get("/api/ps").json(), "models.0.size");
    assertThat(onDisk.longValue()).as("matrices of 4 bits").isBetween(1_700_000L, 1_857_856L);
    assertThat(inMemory.longValue()).as("the context, too").isGreaterThan(onDisk.longValue());
    assertThat(client.post("/api/show", "{\"model\": \"wren\"}").json().value("capabilities"))
        .isEqualTo(List.of("completion", "chat", "tools"));
    assertThat(Client.at(client.get("/api/tags").json(), "models.0.details"))
        .hasToString(
            "{parent_model=, format=safetensors, family=llama, families=[llama],"
                + " parameter_size=3.3M, quantization_level=4.5 bits}");
    JsonObject shown = client.post("/api/show", "{\"model\": \"wren\"}").json();
    assertThat(shown.toMap().get("model_info"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("general.architecture", "llama")
        .containsEntry("llama.context_length", server.context());
    Reply wrong = client.post("/api/generate", "{\"prompt\": \"a\", \"format\": \"xml\"}");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.json().value("error")).isEqualTo("'format' must be a JSON schema");
  }

  @Test
  void speaksLlamaCpp() throws Exception {
    assertThat(client.get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(client.get("/props").json().value("total_slots")).isEqualTo(16);
    assertThat(client.get("/slots").body()).isEqualTo("[]");
    String text = "Once upon a <|eot_id|> time";
    JsonObject tokens =
        client
            .post("/tokenize", "{\"content\": \"%s\", \"add_special\": true}".formatted(text))
            .json();
    assertThat(tokens.tokenIds("tokens")).startsWith(0).contains(4);
    JsonObject plain =
        client
            .post(
                "/tokenize",
                "{\"content\": \"%s\", \"parse_special\": false, \"with_pieces\": true}"
                    .formatted(text))
            .json();
    assertThat(Client.at(plain, "tokens.0.piece")).isEqualTo("Once");
    String ids =
        ((List<?>) tokens.value("tokens"))
            .stream().map(Object::toString).collect(Collectors.joining(","));
    assertThat(
            client.post("/detokenize", "{\"tokens\": [%s]}".formatted(ids)).json().text("content"))
        .endsWith(text);
    assertThat(client.post("/detokenize", "{\"tokens\": [999999]}").status()).isEqualTo(400);
    assertThat(client.post("/apply-template", "{" + QUESTION + "}").json().text("prompt"))
        .endsWith("<|start_header_id|>assistant<|end_header_id|>\n\n");
  }

  @Test
  void measures() throws Exception {
    client.post("/v1/completions", "{\"prompt\": \"a\", \"max_tokens\": 5, \"ignore_eos\": true}");
    String metrics = client.get("/metrics").body();
    assertThat(metrics)
        .contains(
            "# TYPE llama_time_to_first_token_seconds histogram",
            "llama_inter_token_seconds_bucket{le=",
            "llama_requests_running 0",
            "llama_http_requests_total{status=\"200\"}");
    assertThat(metrics.lines().filter(line -> !line.startsWith("#")))
        .allMatch(line -> line.matches("llama_[a-z_]+(\\{[^}]*})? [0-9.eE+-]+|.*\\+Inf.*"));
  }

  @Test
  void givesResponses() throws Exception {
    String body = "{\"input\": %s, \"max_output_tokens\": 15, \"seed\": 9%s}";
    String items =
        """
        [{"role": "user", "content": [{"type": "input_text", "text": "Tell me a story about a wren."}]}]\
        """;
    JsonObject whole = client.post("/v1/responses", body.formatted(items, "")).json();
    assertThat(whole.value("status")).isEqualTo("incomplete");
    assertThat(Client.at(whole, "incomplete_details.reason")).isEqualTo("max_output_tokens");
    assertThat(Client.at(whole, "usage.output_tokens")).isEqualTo(15);
    List<JsonObject> events =
        events(
            "/v1/responses",
            body.formatted("\"Tell me a story about a wren.\"", ", \"stream\": true"));
    assertThat(types(events)).startsWith("response.created", "response.in_progress");
    assertThat(types(events)).endsWith("response.output_item.done", "response.incomplete");
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).value("sequence_number")).isEqualTo(i);
    }
    assertThat(Client.at(events.getLast(), "response.output.0.content.0.text"))
        .isEqualTo(Client.at(whole, "output.0.content.0.text"));
    Reply state =
        client.post("/v1/responses", "{\"input\": \"a\", \"previous_response_id\": \"resp_1\"}");
    assertThat(state.status()).isEqualTo(400);
    assertThat(Client.at(state.json(), "error.param")).isEqualTo("previous_response_id");
  }
}
