package org.llamajvm.convert.llama2c;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.convert.Checkpoints;
import org.llamajvm.convert.TestCheckpoints;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.checkpoint.SideFile;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;

class Llama2cFormatTest {

  @TempDir private Path directory;
  private Path model;
  private Path tokenizer;

  @BeforeEach
  void copy() throws IOException {
    TestCheckpoints.copy(TestCheckpoints.tiny("llama2c"), directory);
    model = directory.resolve("model.bin");
    tokenizer = directory.resolve("tokenizer.bin");
  }

  /** The expected file was serialised by SentencePiece's own protocol buffers. */
  @Test
  void theTokenizerBecomesSentencePieces() throws IOException {
    try (Checkpoint checkpoint = Checkpoints.open(directory)) {
      assertThat(checkpoint.config().value("max_position_embeddings")).isEqualTo(64);
      assertThat(checkpoint.sideFiles())
          .extracting(SideFile::name)
          .containsExactly("tokenizer.model");
      assertThat(checkpoint.sideFiles().getFirst().open().readAllBytes())
          .isEqualTo(Files.readAllBytes(directory.resolve("expected.model")));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, UNSUPPORTED, no llama2.c checkpoint with a header",
    "4, 2, UNSUPPORTED, 'version 2, expected 1'",
    "8, 0, CORRUPT, dim 0",
    "8, 18, CORRUPT, header says dim 18",
    "12, 2147483647, TRUNCATED, 'feed_forward.w1'",
    "16, 200000, CORRUPT, n_layers 200000",
    "24, 3, CORRUPT, n_kv_heads 3",
    "28, -20, CORRUPT, vocab_size -20",
    "28, 19, CORRUPT, bytes follow the last of 19 tokens",
    "36, 1, CORRUPT, bytes follow the last weight",
    "36, 2, CORRUPT, shared classifier 2",
  })
  void refusesHeadersThatCannotBe(int offset, int value, Kind kind, String message)
      throws IOException {
    byte[] bytes = Files.readAllBytes(model);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, value);
    Files.write(model, bytes);
    refused(kind, message);
  }

  @ParameterizedTest
  @CsvSource({"0, header", "255, header", "300, attention_norm", "20000, output"})
  void namesTheWeightThatIsCutShort(int length, String message) throws IOException {
    byte[] bytes = Files.readAllBytes(model);
    Files.write(model, Arrays.copyOf(bytes, Math.min(length, bytes.length - 1)));
    refused(Kind.TRUNCATED, message);
  }

  @Test
  void checksTheTokenizersSizes() throws IOException {
    byte[] bytes = Files.readAllBytes(tokenizer);
    Files.write(tokenizer, Arrays.copyOf(bytes, bytes.length - 1));
    refused(Kind.TRUNCATED, "text of token 19");
    Files.write(tokenizer, Arrays.copyOf(bytes, bytes.length + 1));
    refused(Kind.CORRUPT, "1 bytes follow the last of 20 tokens");
    byte[] longer = bytes.clone();
    longer[8] = 100;
    Files.write(tokenizer, longer);
    refused(Kind.CORRUPT, "token 0 has 100 bytes");
    byte[] garbled = bytes.clone();
    garbled[12] = (byte) 0xFF;
    Files.write(tokenizer, garbled);
    refused(Kind.CORRUPT, "not UTF-8");
  }

  @Test
  void refusesTwoModels() throws IOException {
    Files.copy(model, directory.resolve("other.bin"));
    refused(Kind.CORRUPT, "2 .bin files are in one directory");
  }

  private void refused(Kind kind, String message) {
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> Checkpoints.open(directory))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind))
        .withMessageContaining(message);
  }
}
