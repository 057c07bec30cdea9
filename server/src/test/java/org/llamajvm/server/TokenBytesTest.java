package org.llamajvm.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.format.JsonObject;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.tokenizer.chat.ChatTemplate;

/** Tokens that are parts of characters. */
class TokenBytesTest {

  private static final String CONTENT = "choices.0.logprobs.content";

  private static final String BODY =
      """
      {"messages": [{"role": "user", "content": "x"}], "temperature": 0, "logprobs": true,
       "top_logprobs": 1}\
      """;

  @TempDir private Path directory;

  @Test
  void theBytesOfTheTokensAreTheText() throws Exception {
    try (LanguageModel model = ByteModel.open(directory, "=\u00e9\u20ac\ud83d\ude00");
        LlamaServer server =
            LlamaServer.builder(model)
                .id("bytes")
                .chatTemplate(ChatTemplate.parse("test", "{{ messages[0].content }}=", Map.of()))
                .start()) {
      JsonObject chat = new Client(server).post("/v1/chat/completions", BODY).json();
      int tokens = ((List<?>) Client.at(chat, CONTENT)).size();
      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      ByteArrayOutputStream tops = new ByteArrayOutputStream();
      for (int i = 0; i < tokens; i++) {
        String entry = CONTENT + "." + i;
        addBytes(chat, entry + ".bytes", joined);
        addBytes(chat, entry + ".top_logprobs.0.bytes", tops);
      }
      String text = (String) Client.at(chat, "choices.0.message.content");

      assertThat(text).isEqualTo("\u00e9\u20ac\ud83d\ude00");
      assertThat(joined.toString(StandardCharsets.UTF_8)).startsWith(text);
      assertThat(tops.toString(StandardCharsets.UTF_8)).startsWith(text);
    }
  }

  private static void addBytes(JsonObject chat, String path, ByteArrayOutputStream target) {
    ((List<?>) Client.at(chat, path)).forEach(b -> target.write(((Number) b).intValue()));
  }
}
