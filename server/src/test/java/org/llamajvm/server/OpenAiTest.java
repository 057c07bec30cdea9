package org.llamajvm.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.format.JsonObject;
import org.llamajvm.models.GenerateOptions;
import org.llamajvm.models.GenerationListener;
import org.llamajvm.server.Client.Reply;

/** OpenAI's protocol, with the JDK's client. */
class OpenAiTest {

  private static final String CHAT = "/v1/chat/completions";
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

  @Test
  void answersAsTheModelDoes() throws Exception {
    Reply reply =
        client.post(
            "/v1/completions",
            """
            {"model": "wren", "prompt": "Once upon a time", "max_tokens": 20, "temperature": 0}\
            """);
    String expected =
        Wren.model()
            .generate(
                "Once upon a time",
                GenerateOptions.defaults()
                    .withMaxTokens(20)
                    .withSampling(SamplingOptions.builder().temperature(0).topP(0.95f).build()),
                GenerationListener.NONE)
            .text();
    assertThat(reply.status()).isEqualTo(200);
    assertThat(Client.at(reply.json(), "choices.0.text")).isEqualTo(expected);
    assertThat(Client.at(reply.json(), "choices.0.finish_reason")).isEqualTo("length");
    assertThat(Client.at(reply.json(), "usage.completion_tokens")).isEqualTo(20);
    assertThat(Client.at(reply.json(), "object")).isEqualTo("text_completion");
  }

  @Test
  void streamsTheSameAnswer() throws Exception {
    String body = "{%s, \"max_tokens\": 30, \"seed\": 5%s}";
    Reply whole = client.post(CHAT, body.formatted(QUESTION, ""));
    List<JsonObject> chunks =
        client.chunks(
            CHAT,
            body.formatted(
                QUESTION, ", \"stream\": true, \"stream_options\": {\"include_usage\": true}"));
    assertThat(Client.at(chunks.getFirst(), "choices.0.delta.role")).isEqualTo("assistant");
    assertThat(Client.at(chunks.getFirst(), "choices.0.delta.content")).isEqualTo("");
    String streamed =
        chunks.subList(1, chunks.size() - 2).stream()
            .map(chunk -> (String) Client.at(chunk, "choices.0.delta.content"))
            .collect(Collectors.joining());
    assertThat(streamed).isEqualTo(Client.at(whole.json(), "choices.0.message.content"));
    JsonObject last = chunks.get(chunks.size() - 2);
    assertThat(Client.at(last, "choices.0.finish_reason"))
        .isEqualTo(Client.at(whole.json(), "choices.0.finish_reason"));
    JsonObject usage = chunks.getLast();
    assertThat((List<?>) usage.value("choices")).isEmpty();
    assertThat(Client.at(usage, "usage.completion_tokens"))
        .isEqualTo(Client.at(whole.json(), "usage.completion_tokens"));
    assertThat(chunks.stream().map(chunk -> chunk.value("id")).distinct()).hasSize(1);
    assertThat(chunks.subList(0, chunks.size() - 2))
        .allSatisfy(chunk -> {
          assertThat(chunk.isNull("usage")).isTrue();
          assertThat(Client.at(chunk, "choices.0.finish_reason")).isNull();
        });
  }

  @Test
  void sendsNoUsageUnlessAsked() throws Exception {
    List<JsonObject> chunks =
        client.chunks(CHAT, "{%s, \"max_tokens\": 3, \"stream\": true}".formatted(QUESTION));
    assertThat(chunks)
        .allSatisfy(chunk -> assertThat((List<?>) chunk.value("choices")).hasSize(1))
        .noneSatisfy(chunk -> assertThat(chunk.keys()).contains("usage"));
  }

  @Test
  void givesSeveralAnswers() throws Exception {
    JsonObject json =
        client
            .post(CHAT, "{%s, \"max_tokens\": 8, \"seed\": 1, \"n\": 3}".formatted(QUESTION))
            .json();
    assertThat((List<?>) json.value("choices")).hasSize(3);
    assertThat(Client.at(json, "choices.2.index")).isEqualTo(2);
    assertThat(Client.at(json, "usage.completion_tokens")).isEqualTo(24);
    JsonObject alone =
        client.post(CHAT, "{%s, \"max_tokens\": 8, \"seed\": 3}".formatted(QUESTION)).json();
    assertThat(Client.at(alone, "choices.0.message.content"))
        .isEqualTo(Client.at(json, "choices.2.message.content"));
    assertThat(Client.at(alone, "usage.prompt_tokens"))
        .isEqualTo(Client.at(json, "usage.prompt_tokens"));
  }

  @Test
  void tellsLogProbabilities() throws Exception {
    JsonObject chat =
        client
            .post(
                CHAT,
                "{%s, \"max_tokens\": 4, \"temperature\": 0, \"logprobs\": true, \"top_logprobs\": 2}"
                    .formatted(QUESTION))
            .json();
    List<?> content = (List<?>) Client.at(chat, "choices.0.logprobs.content");
    assertThat(content).hasSize(4);
    assertThat((List<?>) Client.at(chat, "choices.0.logprobs.content.0.top_logprobs")).hasSize(2);
    assertThat(Client.at(chat, "choices.0.logprobs.content.0.top_logprobs.0.logprob"))
        .isEqualTo(Client.at(chat, "choices.0.logprobs.content.0.logprob"));
    JsonObject old =
        client
            .post(
                "/v1/completions",
                "{\"prompt\": \"The sea\", \"max_tokens\": 4, \"temperature\": 0, \"logprobs\": 1, \"echo\": false}")
            .json();
    assertThat((List<?>) Client.at(old, "choices.0.logprobs.tokens")).hasSize(4);
    assertThat(Client.at(old, "choices.0.logprobs.text_offset.0")).isEqualTo(0);
  }

  @Test
  void stopsBeforeAText() throws Exception {
    JsonObject json =
        client
            .post(
                "/v1/completions",
                "{\"prompt\": \"Once upon a time\", \"max_tokens\": 200, \"temperature\": 0, \"stop\": [\".\"]}")
            .json();
    assertThat(Client.at(json, "choices.0.finish_reason")).isEqualTo("stop");
    assertThat((String) Client.at(json, "choices.0.text")).doesNotContain(".").isNotEmpty();
  }

  @Test
  void answersInTheFormOfASchema() throws Exception {
    Reply reply =
        client.post(
            CHAT,
            """
            {"messages": [{"role": "user", "content": "Hi"}], "temperature": 1.5, "seed": 3,
             "response_format": {"type": "json_schema", "json_schema": {"name": "n", "strict": true,
               "schema": {"type": "object", "required": ["colour", "size"],
                 "properties": {"colour": {"enum": ["red", "blue"]},
                   "size": {"type": "integer", "minimum": 1, "maximum": 20}}}}}}\
            """);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat((String) Client.at(reply.json(), "choices.0.message.content"))
        .startsWith("{")
        .containsPattern("\"colour\":\\s*\"(red|blue)\",\\s*\"size\":\\s*(20|1?[0-9])\\b");
  }

  @Test
  void acceptsWhatClientsSend() throws Exception {
    Reply reply =
        client.post(
            CHAT,
            """
            {"model": "gpt-3.5-turbo", "stream_response": true, "user": "u", "store": false,
             "metadata": {"a": "b"}, "service_tier": "auto", "max_tokens": 1, "max_completion_tokens": 2,
             "top_p": null, "stop": null, "seed": null, "logit_bias": {"5": -100}, "reasoning_effort": "low",
             "stream_options": {"include_usage": true}, "parallel_tool_calls": true, "tools": [],
             "response_format": {"type": "text"}, "top_k": 40, "min_p": 0.05, "repeat_penalty": 1.1,
             "messages": [
               {"role": "developer", "content": [{"type": "text", "text": "Be "}, {"type": "text", "text": "kind."}]},
               {"role": "user", "content": "Hi", "name": "ann"},
               {"role": "assistant", "content": null, "tool_calls": [
                 {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
               {"role": "tool", "tool_call_id": "1", "content": "4"},
               {"role": "user", "content": "Go on"}]}\
            """);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(Client.at(reply.json(), "usage.completion_tokens")).isEqualTo(2);
    assertThat(Client.at(reply.json(), "model")).isEqualTo("wren");
  }

  @Test
  void continuesTheLastWordOfAnAssistant() throws Exception {
    String text =
        client
            .post(
                "/apply-template",
                """
                {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Once"}]}\
                """)
            .json()
            .text("prompt");
    assertThat(text).endsWith("assistant<|end_header_id|>\n\nOnce");
  }

  @Test
  void takesManyTokensForAsManyAsThereIsRoomFor() throws Exception {
    JsonObject json =
        client
            .post(
                "/v1/completions",
                "{\"prompt\": \"a\", \"max_tokens\": 1e300, \"ignore_eos\": true, \"temperature\": 0}")
            .json();
    assertThat(Client.at(json, "choices.0.finish_reason")).isEqualTo("length");
    assertThat(Client.at(json, "usage.total_tokens"))
        .as("the last token needs no room")
        .isEqualTo(server.context() + 1);
  }

  @Test
  void callsAFunctionThatIsDemanded() throws Exception {
    String tools =
        """
        , "temperature": 1.5, "seed": 3, "tool_choice": "required", "tools": [
          {"type": "function", "function": {"name": "rain", "parameters": {
            "type": "object", "required": ["city"], "additionalProperties": false,
            "properties": {"city": {"enum": ["Bern", "Rome"]}}}}}]%s}\
        """;
    JsonObject whole = client.post(CHAT, "{" + QUESTION + tools.formatted("")).json();
    assertThat(Client.at(whole, "choices.0.finish_reason")).isEqualTo("tool_calls");
    String call = "choices.0.message.tool_calls.0.";
    assertThat(Client.at(whole, call + "function.name")).isEqualTo("rain");
    String arguments = (String) Client.at(whole, call + "function.arguments");
    assertThat(Client.json(arguments).value("city")).isIn("Bern", "Rome");
    Reply stream = client.post(CHAT, "{" + QUESTION + tools.formatted(", \"stream\": true"));
    assertThat(stream.body())
        .contains("\"id\":\"" + Client.at(whole, call + "id") + "\"")
        .contains("\"finish_reason\":\"tool_calls\"");
  }

  @Test
  void tellsOfACallThatIsCutOffOnce() throws Exception {
    boolean begun = false;
    for (int tokens = 8; tokens < 40 && !begun; tokens += 4) {
      String body =
          """
          {%s, "max_tokens": %d, "tool_choice": "required", "stream": true, "tools": [
            {"type": "function", "function": {"name": "rain", "parameters": {
              "type": "object", "required": ["city"], "additionalProperties": false,
              "properties": {"city": {"type": "string", "minLength": 200}}}}}]}\
          """
              .formatted(QUESTION, tokens);
      List<JsonObject> chunks = client.chunks(CHAT, body);
      String all = chunks.stream().map(chunk -> chunk.toMap().toString()).toList().toString();
      begun = all.contains("tool_calls=[");
      assertThat(all).contains("finish_reason=length");
      assertThat(begun && all.contains("content={")).as(all).isFalse();
    }
    assertThat(begun).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"messages": 5}                                        | messages
          {"messages": []}                                       | messages
          {}                                                     | messages
          {"messages": [{"role": "root", "content": "x"}]}       | messages[0].role
          {"messages": [{"role": "user", "content": 5}]}         | messages[0].content
          {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://169.254.169.254/"}}]}]} | messages[0].content[0]
          {"messages": [{"role": "user", "content": "x"}], "n": 1000000000}         | n
          {"messages": [{"role": "user", "content": "x"}], "n": 0}                  | n
          {"messages": [{"role": "user", "content": "x"}], "max_tokens": "5"}       | max_tokens
          {"messages": [{"role": "user", "content": "x"}], "max_tokens": -5}        | max_tokens
          {"messages": [{"role": "user", "content": "x"}], "max_tokens": 1.5}       | max_tokens
          {"messages": [{"role": "user", "content": "x"}], "max_tokens": 1e999}     | max_tokens
          {"messages": [{"role": "user", "content": "x"}], "temperature": -1}       | temperature
          {"messages": [{"role": "user", "content": "x"}], "temperature": 1e999}    | temperature
          {"messages": [{"role": "user", "content": "x"}], "top_k": 99999999999}    | top_k
          {"messages": [{"role": "user", "content": "x"}], "top_k": -99}            | top_k
          {"messages": [{"role": "user", "content": "x"}], "seed": 1e400}           | seed
          {"messages": [{"role": "user", "content": "x"}], "top_logprobs": 21}      | top_logprobs
          {"messages": [{"role": "user", "content": "x"}], "logit_bias": {"99999": 1}}  | logit_bias
          {"messages": [{"role": "user", "content": "x"}], "logit_bias": {"-1": 1}}     | logit_bias
          {"messages": [{"role": "user", "content": "x"}], "logit_bias": {"1": 1000}}   | logit_bias
          {"messages": [{"role": "user", "content": "x"}], "stop": [""]}            | stop
          {"messages": [{"role": "user", "content": "x"}], "stop": ["1","2","3","4","5","6","7","8","9","a","b","c","d","e","f","g","h"]} | stop
          {"messages": [{"role": "user", "content": "x"}], "response_format": {"type": "xml"}} | response_format.type
          {"messages": [{"role": "user", "content": "x"}], "response_format": {"type": "json_schema"}} | response_format.json_schema
          {"messages": [{"role": "user", "content": "x"}], "response_format": {"type": "json_object", "schema": {"$ref": "#"}}} | response_format.schema
          {"messages": [{"role": "user", "content": "x"}], "response_format": {"type": "json_schema", "json_schema": {"strict": true, "schema": {"type": "array", "uniqueItems": true}}}} | response_format.json_schema.schema
          {"messages": [{"role": "user", "content": "x"}], "response_format": {"type": "json_object", "schema": {"pattern": "a{1,2000000000}"}}} | response_format.schema
          {"messages": [{"role": "user", "content": "x"}], "json_schema": {"$ref": "http://example.org/x"}} | json_schema
          {"messages": [{"role": "user", "content": "x"}], "grammar": "root ::= root \\"a\\""} | grammar
          {"messages": [{"role": "user", "content": "x"}], "chat_template": "{{ 1 }}"}             | chat_template
          {"messages": [{"role": "user", "content": "x"}], "chat_template_kwargs": {"messages": []}} | chat_template_kwargs
          {"messages": [{"role": "user", "content": "x"}], "chat_template_kwargs": {"bos_token": "x"}} | chat_template_kwargs
          {"messages": [{"role": "user", "content": "\\ud800"}]}                    | messages
          """)
  void refusesWithTheNameOfTheMember(String body, String parameter) throws Exception {
    Reply reply = client.post(CHAT, body);
    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
    assertThat(Client.at(reply.json(), "error.param")).as(reply.body()).isEqualTo(parameter);
    assertThat(Client.at(reply.json(), "error.type")).isEqualTo("invalid_request_error");
    assertThat(reply.body()).doesNotContain("Exception", "org.llamajvm", "(file=");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"prompt": []}                           | prompt
          {"prompt": [[]]}                         | prompt
          {"prompt": [1.5]}                        | prompt
          {"prompt": [-1]}                         | prompt
          {"prompt": [99999999]}                   | prompt
          {"prompt": {"a": 1}}                     | prompt
          {"prompt": "a", "suffix": "b"}           | suffix
          {"prompt": "a", "best_of": 2}            | best_of
          {"prompt": "a", "best_of": 1000000000}   | best_of
          {"prompt": "a", "echo": true, "logprobs": 1} | echo
          """)
  void refusesCompletions(String body, String parameter) throws Exception {
    Reply reply = client.post("/v1/completions", body);
    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
    assertThat(Client.at(reply.json(), "error.param")).as(reply.body()).isEqualTo(parameter);
  }

  @Test
  void saysHowLongAPromptMayBe() throws Exception {
    Reply reply =
        client.post("/v1/completions", "{\"prompt\": \"%s\"}".formatted("word ".repeat(2000)));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(Client.at(reply.json(), "error.code")).isEqualTo("context_length_exceeded");
    assertThat((String) Client.at(reply.json(), "error.message"))
        .startsWith("This model's maximum context length is 1024 tokens. However, you requested ");
  }

  @Test
  void takesPromptsOfEveryForm() throws Exception {
    JsonObject json =
        client
            .post(
                "/v1/completions",
                "{\"prompt\": [[0, 50, 60], [0, 70]], \"n\": 2, \"max_tokens\": 2, \"echo\": true, \"ignore_eos\": true}")
            .json();
    assertThat((List<?>) json.value("choices")).hasSize(4);
    assertThat(Client.at(json, "usage.prompt_tokens")).isEqualTo(5);
    assertThat(Client.at(json, "usage.completion_tokens")).isEqualTo(8);
    assertThat((String) Client.at(json, "choices.0.text"))
        .startsWith(Wren.model().tokenizer().decode(new int[] {0, 50, 60}));
  }

  @Test
  void listsTheModel() throws Exception {
    assertThat(Client.at(client.get("/v1/models").json(), "data.0.id")).isEqualTo("wren");
    assertThat(Client.at(client.get("/v1/models/wren").json(), "object")).isEqualTo("model");
    assertThat(client.get("/v1/models/other").status()).isEqualTo(404);
  }

  @Test
  void hasNoEmbeddings() throws Exception {
    assertThat(client.post("/v1/embeddings", "{}").status()).isEqualTo(501);
  }

  @Test
  void knowsMethods() throws Exception {
    Reply reply = client.get(CHAT);
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.header("Allow")).isEqualTo("OPTIONS, POST");
  }

  @Test
  void speaksToNobody() throws Exception {
    String request = "{\"modalities\": [%s], \"max_tokens\": 1, " + QUESTION + "}";
    assertThat(client.post(CHAT, request.formatted("\"text\"")).status()).isEqualTo(200);
    Reply reply = client.post(CHAT, request.formatted("\"text\", \"audio\""));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(Client.at(reply.json(), "error.param")).isEqualTo("modalities");
  }

  @Test
  void canInsistOnItsModel() throws Exception {
    try (LlamaServer strict = Wren.server().strictModel(true).start()) {
      Reply reply = new Client(strict).post(CHAT, "{\"model\": \"gpt-4\", " + QUESTION + "}");
      assertThat(reply.status()).isEqualTo(404);
      assertThat(Client.at(reply.json(), "error.code")).isEqualTo("model_not_found");
    }
  }
}
