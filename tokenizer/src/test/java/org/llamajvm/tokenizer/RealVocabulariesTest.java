package org.llamajvm.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.tokenizer.files.Tokenizers;
import org.llamajvm.tokenizer.sentencepiece.LlamaJson;

/** Published vocabularies, which lie beside the repository if at all, against the libraries. */
class RealVocabulariesTest {

  @ParameterizedTest
  @CsvSource({
    "tokenizers/llama2, llama2, 10500",
    "tokenizers/llama3, llama3, 10500",
    "tokenizers/qwen3, qwen3, 3000",
    "tokenizers/gptoss, gptoss, 3000",
    "models/stories260K-hf, stories260K, 10500",
  })
  void agreesWithTheLibrary(String directory, String name, int strings) throws IOException {
    Tokenizer tokenizer = Tokenizers.load(shared(directory));
    assertThat(ReferenceCheck.compare(tokenizer, "real/" + name + ".gz")).isEqualTo(strings);
  }

  @Test
  void llama2AsTransformersConvertsItAgreesWithTokenizers(@TempDir Path temporary)
      throws IOException {
    Path model = shared("tokenizers/llama2").resolve("tokenizer.model");
    Files.writeString(temporary.resolve("tokenizer.json"), LlamaJson.convert(model));
    Tokenizer tokenizer = Tokenizers.load(temporary);
    assertThat(ReferenceCheck.compare(tokenizer, "real/llama2-json.gz"))
        .isGreaterThanOrEqualTo(10_000);
  }

  @Test
  void llama3AsMetaPublishesItAgreesWithTokenizers(@TempDir Path temporary) throws IOException {
    Tokenizer llama3 = Tokenizers.load(shared("tokenizers/llama3"));
    StringBuilder lines = new StringBuilder();
    for (int id = 0; !llama3.isSpecial(id); id++) {
      byte[] bytes = bytes(llama3.pieceOf(id));
      lines.append(Base64.getEncoder().encodeToString(bytes)).append(' ').append(id).append('\n');
    }
    Files.writeString(temporary.resolve("tokenizer.model"), lines);
    Tokenizer tokenizer = Tokenizers.load(temporary);
    assertThat(ReferenceCheck.compare(tokenizer, "real/llama3.gz")).isGreaterThanOrEqualTo(10_000);
    assertThat(tokenizer.encodePrompt("a")).isEqualTo(llama3.encodePrompt("a"));
  }

  /** The bytes of a piece: printable ones stand for themselves, the others follow U+0100. */
  private static byte[] bytes(String piece) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < piece.length(); i++) {
      int c = piece.charAt(i);
      int n = c - 0x100; // the n-th byte that is not printable
      int b = n < 0 ? c : n <= 0x20 ? n : n <= 0x42 ? n - 0x21 + 0x7F : 0xAD;
      bytes.write(b);
    }
    return bytes.toByteArray();
  }

  /** Looks for {@code shared} beside the repository, and beside each directory that it lies in. */
  static Path shared(String directory) {
    Path root = Path.of(System.getProperty("llama.root", "..")).toAbsolutePath().normalize();
    for (Path beside = root; beside != null; beside = beside.getParent()) {
      Path path = beside.resolveSibling("shared").resolve(directory);
      if (Files.isDirectory(path)) {
        return path;
      }
    }
    return abort("skipped: there is no ../shared/" + directory + " from " + root);
  }
}
