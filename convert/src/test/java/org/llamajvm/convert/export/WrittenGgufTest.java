package org.llamajvm.convert.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.convert.Checkpoints;
import org.llamajvm.convert.Converter;
import org.llamajvm.convert.Existing;
import org.llamajvm.convert.TestCheckpoints;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.convert.plan.GgufOptions;
import org.llamajvm.loader.gguf.GgufModel;
import org.llamajvm.loader.gguf.GgufTensor;
import org.llamajvm.models.architecture.Architectures;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.source.GgufSource;

/** A tiny model of each family as GGUF: the tensors that the package gguf has written of it. */
class WrittenGgufTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tied-f32",
        "attention-bias-bf16",
        "mlp-bias-f16",
        "head-dim-mqa",
        "rope-linear-4",
        "rope-llama3-4",
        "mistral-window",
        "mistral-no-window",
        "qwen3-tied-bf16",
        "qwen2-tied",
        "smollm3",
        "granite",
        "olmo2",
        "gemma2",
        "gemma3",
        "phi3",
        "rope-yarn",
        "mixtral",
        "qwen2-moe",
        "qwen3-moe",
        "granite-moe",
        "olmoe",
        "gpt-oss",
        "gpt-oss-mxfp4",
        "llama4-usual",
        "ministral3"
      })
  void holdsWhatAnotherWriterWrites(String name) throws IOException {
    Path file = directory.resolve(name + ".gguf");
    GgufOptions options = new GgufOptions(Optional.empty(), false, Long.MAX_VALUE, 1);
    try (Checkpoint checkpoint = Checkpoints.open(TestCheckpoints.fixture(name))) {
      Converter.toGguf(checkpoint, options, file).run(file, Existing.REFUSE, Progress.SILENT);
    }
    Path expected = TestCheckpoints.ggufFixture(name);
    try (GgufSource ours = GgufSource.open(file);
        GgufSource theirs = GgufSource.open(expected)) {
      assertThat(config(ours)).isEqualTo(config(theirs));
      assertThat(ours.model().names()).containsExactlyInAnyOrderElementsOf(theirs.model().names());
      for (String tensor : theirs.model().names()) {
        assertSame(tensor, ours.model(), theirs.model());
      }
    }
  }

  private static ModelConfig config(GgufSource source) throws IOException {
    return Architectures.STANDARD.config(source.config());
  }

  private static void assertSame(String name, GgufModel ours, GgufModel theirs) throws IOException {
    GgufTensor expected = theirs.info(name);
    GgufTensor actual = ours.info(name);
    // the gate of a shared expert is a vector in files of llama.cpp's converter
    assertThat(actual.shape().stream().filter(size -> size > 1))
        .as(name)
        .containsExactlyElementsOf(expected.shape().stream().filter(size -> size > 1).toList());
    if (actual.shape().size() > 1) {
      boolean router = name.contains("ffn_gate_inp");
      assertThat(router || actual.type() == expected.type()).as(name).isTrue();
    }
    assertThat(GgufFloats.of(ours, actual)).as(name).isEqualTo(GgufFloats.of(theirs, expected));
  }
}
