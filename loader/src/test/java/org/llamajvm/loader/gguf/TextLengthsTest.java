package org.llamajvm.loader.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.format.ModelFormatException;

/** Vocabularies of a length that is known are passed over, and no others. */
class TextLengthsTest {

  private static final String TOKENS = "tokenizer.ggml.tokens";
  private static final int COUNT = 5000;

  @TempDir private Path directory;

  private final TextLengths lengths = new TextLengths();

  /** A file with a tensor and a key behind its vocabulary. */
  private Path file(String name, RawBytes vocabulary, int last) throws IOException {
    return new TestGguf()
        .text("general.architecture", "llama")
        .array(TOKENS, ValueType.STRING, COUNT, vocabulary)
        .u32("tokenizer.ggml.bos_token_id", last)
        .tensor("a.weight", GgufType.F32, new byte[32], 8)
        .write(directory.resolve(name));
  }

  private static RawBytes tokens(String prefix) {
    return RawBytes.of()
        .text(IntStream.range(0, COUNT).mapToObj(i -> prefix + i).toArray(String[]::new));
  }

  /** As many bytes as the tokens of that prefix take, and no texts. */
  private static RawBytes noise(String prefix) {
    byte[] bytes = new byte[tokens(prefix).bytes().length];
    Arrays.fill(bytes, (byte) 0xFF);
    return RawBytes.of().raw(bytes);
  }

  private long last(Path file) throws IOException {
    try (GgufModel model = GgufModel.open(file, lengths)) {
      assertThat(model.names()).containsExactly("a.weight");
      assertThat(model.metadata().length(TOKENS)).hasValue(COUNT);
      return model.metadata().integer("tokenizer.ggml.bos_token_id", 0, 100).orElseThrow();
    }
  }

  @Test
  void passesOverWhatIsAsLongAsAnother() throws IOException {
    Path noise = file("noise", noise("token"), 3);
    assertThatExceptionOfType(ModelFormatException.class).isThrownBy(() -> last(noise));
    assertThat(last(file("sound", tokens("token"), 1))).isEqualTo(1);
    assertThat(last(noise)).isEqualTo(3);
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> GgufModel.open(noise).close());
  }

  @Test
  void walksOverWhatHasAnotherLength() throws IOException {
    int number = 0;
    for (String prefix : List.of("token", "longer token", "t", "token")) {
      Path file = file("file" + number, tokens(prefix), number);
      assertThat(last(file)).isEqualTo(number);
      try (GgufModel model = GgufModel.open(file, lengths)) {
        assertThat(model.metadata().texts(TOKENS).orElseThrow())
            .hasSize(COUNT)
            .endsWith(prefix + (COUNT - 1));
      }
      number++;
    }
  }

  @Test
  void damageBehindAVocabularyIsFound() throws IOException {
    last(file("sound", tokens("token"), 1));
    byte[] bytes = Files.readAllBytes(directory.resolve("sound"));
    Path cut = Files.write(directory.resolve("cut"), Arrays.copyOf(bytes, bytes.length - 32));
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> last(cut))
        .withMessageContaining("a.weight");
  }
}
