package org.llamajvm.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.llamajvm.server.Client.Reply;

/** What is asked for and cannot be had: said if it may be left out, refused if not. */
class UnenforcedTest {

  private static final String CHAT = "/v1/chat/completions";
  private static final String QUESTION =
      "\"messages\": [{\"role\": \"user\", \"content\": \"Tell me of a wren.\"}]";

  private static LlamaServer server;
  private static Client client;

  @BeforeAll
  static void start() throws IOException {
    server = Wren.server().start();
    client = new Client(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void namesWhatItDoesNotEnforce() throws Exception {
    String body =
        """
        , "response_format": {"type": "json_schema", "json_schema": {"name": "n", "strict": %s,
          "schema": {"type": "array", "uniqueItems": true, "maxItems": 2, "items": {"enum": [1]}}}}}\
        """;
    Reply loose = client.post(CHAT, "{" + QUESTION + body.formatted(false));
    assertThat(loose.status()).isEqualTo(200);
    assertThat(loose.header("Llama-Unenforced")).contains("uniqueItems cannot be enforced");
    assertThat(client.post(CHAT, "{" + QUESTION + body.formatted(true)).status()).isEqualTo(400);
  }

  /** Headers of some thousand bytes are refused by clients, proxies and this server itself. */
  @Test
  void namesAFewOfManyThingsThatItDoesNotEnforce() throws Exception {
    String members =
        IntStream.range(0, 400)
            .mapToObj("\"\u00e9%d\": {\"type\": \"array\", \"uniqueItems\": true}"::formatted)
            .collect(Collectors.joining(", "));
    String schema = "{\"type\": \"object\", \"properties\": {%s}}".formatted(members);
    Reply reply =
        client.post(
            CHAT, "{%s, \"max_tokens\": 4, \"json_schema\": %s}".formatted(QUESTION, schema));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Llama-Unenforced"))
        .contains("\\u00e90")
        .containsPattern("; and \\d+ more$")
        .hasSizeLessThan(1_200);
  }

  @Test
  void refusesFunctionsThatTakeNoObject() throws Exception {
    Reply reply =
        client.post(
            CHAT,
            """
            {%s, "tool_choice": "required", "tools": [{"type": "function", "function":
              {"name": "f", "parameters": {"type": "array", "maxItems": 0}}}]}\
            """
                .formatted(QUESTION));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(Client.at(reply.json(), "error.param")).isEqualTo("tools[0].function.parameters");
  }
}
