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

/** A model whose last norm is not a number: each answer fails. */
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
