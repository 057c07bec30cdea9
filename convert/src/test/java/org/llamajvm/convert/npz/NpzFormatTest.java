package org.llamajvm.convert.npz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.convert.Checkpoints;
import org.llamajvm.convert.TestCheckpoints;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;

class NpzFormatTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          '<f4'        | '>f4'        | holds '>f4'
          '<f4'        | '<i4'        | holds '<i4'
          '<f4'        | '<f2'        | bytes of elements, expected
          (20, 16)     | (16, 20)     | has shape [16, 20], which
          (20, 16)     | (20, 17)     | bytes of elements, expected
          (20, 16)     | (20, -1)     | header that is not descr
          (20, 16)     | (2.0,16)     | header that is not descr
          'shape'      | 'shapf'      | header that is not descr
          'descr'      | 'shape'      | wrong shape
          NUMPY        | NUMPX        | does not begin as a .npy file does
          """)
  void refusesHeadersThatCannotBe(String from, String to, String message) throws IOException {
    TestCheckpoints.copy(TestCheckpoints.tiny("npz-1-f32"), directory);
    patch("weights.npz", from, to);
    refused(message);
  }

  @Test
  void refusesCompressedArchives() throws IOException {
    TestCheckpoints.copy(TestCheckpoints.tiny("npz-1-f32"), directory);
    Files.copy(
        TestCheckpoints.tiny("npz-deflated").resolve("weights.npz"),
        directory.resolve("weights.npz"),
        StandardCopyOption.REPLACE_EXISTING);
    refused("is compressed (method 8); save it without compression");
  }

  @Test
  void namesArraysThatAreMissingDoubledOrUnknown() throws IOException {
    TestCheckpoints.copy(TestCheckpoints.tiny("npz-2-bf16"), directory);
    Files.move(directory.resolve("weights.01.npz"), directory.resolve("weights.02.npz"));
    refused("weights.01.npz is missing");
    Files.delete(directory.resolve("weights.02.npz"));
    refused("Array 'layers.0.");
    Files.copy(directory.resolve("weights.00.npz"), directory.resolve("weights.01.npz"));
    refused("is in weights.00.npz too");
    Files.delete(directory.resolve("weights.01.npz"));
    Files.copy(directory.resolve("weights.00.npz"), directory.resolve("weights.npz"));
    refused("Two models in one directory");
  }

  @Test
  void namesArraysThatNoLlamaHas() throws IOException {
    TestCheckpoints.copy(TestCheckpoints.tiny("npz-1-f32"), directory);
    patch("weights.npz", "output.weight", "outlet.weight");
    refused("array 'outlet.weight' is not one of a Llama of 2 layers");
  }

  @Test
  void rotaryOrderFollowsTheConfiguration() throws IOException {
    TestCheckpoints.copy(TestCheckpoints.tiny("npz-1-f32"), directory);
    assertThat(mappedQueries()).isFalse();
    patch("config.json", "\"dim\"", "\"rope_traditional\": false, \"dim\"");
    assertThat(mappedQueries()).isTrue();
  }

  private boolean mappedQueries() throws IOException {
    try (Checkpoint checkpoint = Checkpoints.open(directory)) {
      CheckpointTensor queries = checkpoint.tensors().get(1);
      assertThat(queries.name()).isEqualTo("model.layers.0.self_attn.q_proj.weight");
      return queries.parts().getFirst().mapped().isPresent();
    }
  }

  @Test
  void countsNoLayersThatCannotBeThere() throws IOException {
    TestCheckpoints.copy(TestCheckpoints.tiny("npz-1-f32"), directory);
    Path config = directory.resolve("config.json");
    String layers = "\"n_layers\": 100000";
    Files.writeString(config, Files.readString(config).replaceAll("\"n_layers\": *\\d+", layers));
    refused("100000 layers, but the archives hold ");
  }

  @Test
  void namesAMissingConfiguration() throws IOException {
    TestCheckpoints.copy(TestCheckpoints.tiny("npz-1-f32"), directory);
    Files.delete(directory.resolve("config.json"));
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> Checkpoints.open(directory))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.MISSING))
        .withMessageContaining("config.json is missing");
  }

  private void patch(String name, String from, String to) throws IOException {
    Path file = directory.resolve(name);
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to), StandardCharsets.ISO_8859_1);
  }

  private void refused(String message) {
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> Checkpoints.open(directory))
        .withMessageContaining(message);
  }
}
