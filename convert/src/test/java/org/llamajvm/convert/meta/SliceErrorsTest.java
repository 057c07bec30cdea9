package org.llamajvm.convert.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.convert.Checkpoints;
import org.llamajvm.convert.TestCheckpoints;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.torch.TorchFile;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;

/** Slices that are missing, doubled, truncated, swapped, renamed or changed are named. */
class SliceErrorsTest {

  @TempDir private Path directory;
  private Path first;
  private Path second;

  @BeforeEach
  void copyTwoSlices() throws IOException {
    TestCheckpoints.copy(TestCheckpoints.tiny("meta-2-columns-f16"), directory);
    first = directory.resolve("consolidated.00.pth");
    second = directory.resolve("consolidated.01.pth");
  }

  @ParameterizedTest
  @ValueSource(strings = {"consolidated.00.pth", "consolidated.01.pth"})
  void namesTheMissingSlice(String name) throws IOException {
    Files.delete(directory.resolve(name));
    assertRefused(Kind.MISSING, "Slice " + name + " is missing");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void namesTheMissingSliceOfFour(int number, @TempDir Path other) throws IOException {
    TestCheckpoints.copy(TestCheckpoints.tiny("meta-4-rows-bf16"), other);
    String name = "consolidated.%02d.pth".formatted(number);
    Files.delete(other.resolve(name));
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> Checkpoints.open(other))
        .withMessageContaining("Slice " + name + " is missing");
  }

  @Test
  void namesACopyUnderAnotherNumber() throws IOException {
    Files.copy(first, second, StandardCopyOption.REPLACE_EXISTING);
    assertRefused(Kind.CORRUPT, "slice was saved as consolidated.00.pth", "file=" + second);
  }

  @Test
  void namesACopyThatDoesNotSayWhatItWas() throws IOException {
    String content = Files.readString(first, StandardCharsets.ISO_8859_1);
    String anonymous = content.replace("consolidated.00", "archive--------");
    Files.writeString(first, anonymous, StandardCharsets.ISO_8859_1);
    Files.writeString(second, anonymous, StandardCharsets.ISO_8859_1);
    assertRefused(Kind.CORRUPT, "slice is a copy of consolidated.00.pth", "file=" + second);
  }

  @Test
  void namesTwoSlicesOfOneNumber() throws IOException {
    Files.copy(second, directory.resolve("consolidated.1.pth"));
    assertRefused(Kind.CORRUPT, "slice has the same number as consolidated.01.pth");
  }

  @Test
  void namesSwappedSlices() throws IOException {
    Path aside = directory.resolve("aside");
    Files.move(first, aside);
    Files.move(second, first);
    Files.move(aside, second);
    assertRefused(Kind.CORRUPT, "slice was saved as consolidated.01.pth", "file=" + first);
  }

  @Test
  void namesARenamedSlice() throws IOException {
    Files.move(second, directory.resolve("consolidated.02.pth"));
    assertRefused(Kind.MISSING, "Slice consolidated.01.pth is missing: slices go up to 2");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.3, 0.6, 0.9, 0.999})
  void namesATruncatedSlice(double share) throws IOException {
    byte[] whole = Files.readAllBytes(second);
    byte[] cut = Arrays.copyOf(whole, (int) (whole.length * share));
    Files.write(second, cut);
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> Checkpoints.open(directory))
        .withMessageContaining("file=" + second);
  }

  @Test
  void reportsANormThatDiffersBetweenSlices() throws IOException {
    byte[] bytes = Files.readAllBytes(second);
    try (Arena arena = Arena.ofConfined()) {
      TorchFile file = TorchFile.open(second, arena);
      long norm = file.tensors().get("layers.1.ffn_norm.weight").storage().offset();
      bytes[(int) norm + 2 * 5] ^= 1;
    }
    Files.write(second, bytes);
    assertRefused(
        Kind.CORRUPT,
        "tensor 'layers.1.ffn_norm.weight' is not the one of consolidated.00.pth: element 5 is",
        "file=" + second);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "dim": 16        | "dim": 24        | has 8 of 24 rows
          "n_layers": 2    | "n_layers": 1    | tensor 'layers.1.
          "n_layers": 2    | "n_layers": 3    | Tensor 'layers.2.
          "n_heads": 4     | "n_heads": 0     | 'n_heads' is 0, expected a positive integer
          "vocab_size": -1 | "vocab_size": 21 | vocab_size is 21
          "multiple_of": 8 | "multiple_of": 32 | expected
          "norm_eps"       | "sliding_window" | not a plain Llama
          "dim": 16,       | ``               | 'dim' is missing
          }                | ``               | the JSON ends
          """)
  void provesTheSlicesAgainstTheParameters(String from, String to, String message)
      throws IOException {
    Path params = directory.resolve("params.json");
    String text = Files.readString(params);
    assertThat(text).contains(from);
    Files.writeString(params, text.replace(from, to));
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> Checkpoints.open(directory))
        .withMessageContaining(message);
  }

  @Test
  void namesMissingParameters() throws IOException {
    Files.delete(directory.resolve("params.json"));
    assertRefused(Kind.MISSING, "params.json is missing");
  }

  @Test
  void takesTheTokenizerFromTheDirectoryAbove(@TempDir Path root) throws IOException {
    Path model = Files.createDirectory(root.resolve("7B"));
    TestCheckpoints.copy(TestCheckpoints.tiny("meta-1-f32"), model);
    Files.writeString(root.resolve("tokenizer.model"), "pieces");
    Files.writeString(model.resolve("LICENSE"), "terms");
    try (Checkpoint checkpoint = Checkpoints.open(model)) {
      assertThat(checkpoint.sideFiles())
          .extracting(file ->
              file.name() + "=" + new String(file.open().readAllBytes(), StandardCharsets.UTF_8))
          .containsExactly("LICENSE=terms", "tokenizer.model=pieces");
    }
  }

  private void assertRefused(Kind kind, String... messages) {
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> Checkpoints.open(directory))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind))
        .satisfies(e -> assertThat(e.getMessage()).contains(messages));
  }
}
