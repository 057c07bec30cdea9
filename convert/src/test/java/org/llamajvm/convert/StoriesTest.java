package org.llamajvm.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Floats;

/** A real model in all forms: bit for bit the tensors of its Hugging Face shards. */
class StoriesTest {

  @Test
  void metaSlicesGiveTheShardsOfHuggingFace() throws IOException {
    Path meta = TestCheckpoints.shared("stories260K-meta");
    assumeTrue(Files.isDirectory(meta), "no shared/models/stories260K-meta above the repository");
    assertSameAsShards(meta);
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama2c", "npz", "bin", "meta-4-rows", "meta-1"})
  void madeFormsGiveTheShardsOfHuggingFace(String form) throws IOException {
    Path made = TestCheckpoints.stories(form);
    assumeTrue(
        Files.isDirectory(made) && Files.isDirectory(TestCheckpoints.shared("stories260K-hf")),
        "run make_checkpoints.py stories first: no " + made);
    assertSameAsShards(made);
  }

  @Test
  void quantisedFormGivesItsOwnReference() throws IOException {
    Path made = TestCheckpoints.stories("npz-q4");
    assumeTrue(Files.isDirectory(made), "run make_checkpoints.py stories first: no " + made);
    Map<String, Reference.Tensor> expected =
        Reference.directory(TestCheckpoints.stories("npz-q4-expected"));
    try (Checkpoint checkpoint = Checkpoints.open(made)) {
      for (CheckpointTensor tensor : checkpoint.tensors()) {
        assertThat(RowReader.bytes(tensor.parts().getFirst()))
            .as(tensor.name())
            .isEqualTo(expected.get(tensor.name()).bytes());
      }
    }
  }

  /** The script has checked that the expected file encodes as the original one does. */
  @Test
  void theTokenizerOfLlama2cBecomesSentencePieces() throws IOException {
    Path made = TestCheckpoints.stories("llama2c");
    assumeTrue(Files.isDirectory(made), "run make_checkpoints.py stories first: no " + made);
    try (Checkpoint checkpoint = Checkpoints.open(made)) {
      assertThat(checkpoint.sideFiles().getFirst().open().readAllBytes())
          .isEqualTo(Files.readAllBytes(made.resolve("expected.model")));
    }
  }

  private static void assertSameAsShards(Path directory) throws IOException {
    Map<String, Reference.Tensor> expected =
        Reference.directory(TestCheckpoints.shared("stories260K-hf"));
    try (Checkpoint checkpoint = Checkpoints.open(directory)) {
      assertThat(checkpoint.tensors())
          .extracting(CheckpointTensor::name)
          .containsExactlyInAnyOrderElementsOf(expected.keySet());
      assertThat(checkpoint.config().value("tie_word_embeddings")).isEqualTo(true);
      for (CheckpointTensor tensor : checkpoint.tensors()) {
        Floats floats = (Floats) tensor;
        assertThat(floats.shape()).isEqualTo(expected.get(tensor.name()).shape());
        assertThat(floats.type().name()).isEqualTo(expected.get(tensor.name()).type());
        assertThat(RowReader.bytes(floats.data()))
            .as(tensor.name())
            .isEqualTo(expected.get(tensor.name()).bytes());
      }
    }
  }
}
