package org.llamajvm.convert.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.convert.Checkpoints;
import org.llamajvm.convert.TestCheckpoints;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.format.ModelFormatException;

class BinFormatTest {

  @TempDir private Path directory;

  @BeforeEach
  void copyThreeShards() throws IOException {
    TestCheckpoints.copy(TestCheckpoints.tiny("bin-3-f16"), directory);
  }

  private Path shard(int number) {
    return directory.resolve("pytorch_model-%05d-of-00003.bin".formatted(number));
  }

  @Test
  void namesTheShardThatTheIndexMisses() throws IOException {
    Files.delete(shard(2));
    refused("Shard pytorch_model-00002-of-00003.bin is named by the index and missing");
  }

  @Test
  void namesSwappedShards() throws IOException {
    Path aside = directory.resolve("aside");
    Files.move(shard(1), aside);
    Files.move(shard(2), shard(1));
    Files.move(aside, shard(2));
    refused("which the index places in it (file=" + shard(1));
  }

  @Test
  void readsShardsWithoutAnIndex() throws IOException {
    Files.delete(directory.resolve("pytorch_model.bin.index.json"));
    try (Checkpoint checkpoint = Checkpoints.open(directory)) {
      assertThat(checkpoint.tensors()).hasSize(21);
    }
    Files.delete(shard(3));
    refused("Shard pytorch_model-00003-of-00003.bin is missing");
    Files.copy(shard(1), shard(3));
    refused("is in pytorch_model-00001-of-00003.bin too");
    Files.copy(shard(1), directory.resolve("pytorch_model-00001-of-00002.bin"));
    refused("Shards of two different models: ");
  }

  @Test
  void aTiedHeadIsLeftOut() throws IOException {
    Path config = directory.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config)
            .replace("\"tie_word_embeddings\": false", "\"tie_word_embeddings\": true"));
    try (Checkpoint checkpoint = Checkpoints.open(directory)) {
      assertThat(checkpoint.tensors())
          .hasSize(20)
          .extracting(CheckpointTensor::name)
          .doesNotContain("lm_head.weight");
    }
  }

  private void refused(String message) {
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> Checkpoints.open(directory))
        .withMessageContaining(message);
  }
}
