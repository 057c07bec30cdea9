package org.llamajvm.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.tokenizer.chat.ChatTemplate;

/** Answers that fail: because of a model whose last norm is not a number, or of a constraint. */
class FailedAnswerTest {

  private static final String TEMPLATE = "{% for m in messages %}{{ m.content }}{% endfor %}";

  @TempDir private Path directory;

  private void spoil() throws Exception {
    ByteModel.open(directory, "ab").close();
    Path weights = directory.resolve("model.safetensors");
    try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
      file.seek(file.length() - Float.BYTES);
      file.writeInt(Integer.reverseBytes(Float.floatToIntBits(Float.NaN)));
    }
  }

  /** The ways to read the answer multiply with its length. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConstraintThatCannotBeKeptIsTheClientsFault(boolean stream) throws Exception {
    String body =
        """
        {"messages": [{"role": "user", "content": "a"}], "max_tokens": 2000, "ignore_eos": true,
         "stream": %s, "grammar": "root ::= \\"a\\" root \\"a\\"? | \\"a\\""}
        """
            .formatted(stream);
    Client.Reply reply;
    try (LlamaServer server = Wren.server().start()) {
      reply = new Client(server).post("/v1/chat/completions", body);
    }
    assertThat(reply.status()).as(reply.body()).isEqualTo(stream ? 200 : 400);
    assertThat(reply.body())
        .contains("\"error\":{\"message\":\"the constraint: the text can be read in too many ways")
        .contains("\"type\":\"invalid_request_error\"", "\"code\":\"constraint_failed\"")
        .doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theLogSaysWhy(boolean stream) throws Exception {
    spoil();
    List<String> lines = new CopyOnWriteArrayList<>();
    try (LanguageModel model = LanguageModel.open(directory)) {
      try (LlamaServer server =
          LlamaServer.builder(model)
              .chatTemplate(ChatTemplate.parse("test", TEMPLATE, Map.of()))
              .log(lines::add, false)
              .start()) {
        String body =
            "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"stream\": %s}"
                .formatted(stream);
        assertThat(new Client(server).post("/v1/chat/completions", body).body())
            .contains("generation_failed")
            .doesNotContain("Exception");
      }
    }
    assertThat(lines)
        .singleElement()
        .asString()
        .contains("error=generation_failed cause=org.llamajvm.models.ModelOutputException: ");
  }
}
