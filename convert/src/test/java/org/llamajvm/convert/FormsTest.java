package org.llamajvm.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Affine;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Floats;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.format.ModelFormatException;

/**
 * Every form of one model gives the tensors that transformers computes with: their names and order
 * are those of LlamaForCausalLM, their values were checked there against Meta's forward pass.
 */
class FormsTest {

  @ParameterizedTest
  @CsvSource({
    "meta-1-f32, F32",
    "meta-2-columns-f16, F16",
    "meta-2-rows-f32, F32",
    "meta-4-rows-bf16, BF16",
    "meta-2-tied-bf16, BF16",
    "bin-1-f32, F32",
    "bin-3-f16, F16",
    "bin-views-f32, F32",
    "npz-1-f32, F32",
    "npz-2-bf16, BF16",
    "npz-zip64-f32, F32",
    "npz-hf-f16, F16",
    "llama2c, F32",
  })
  void givesTheTensorsOfTransformers(String form, FloatType type) throws IOException {
    Map<String, Reference.Tensor> expected = Reference.directory(TestCheckpoints.tiny("expected"));
    List<String> order = Files.readAllLines(TestCheckpoints.tiny("expected").resolve("order.txt"));
    boolean tied = form.contains("tied");
    try (Checkpoint checkpoint = Checkpoints.open(TestCheckpoints.tiny(form))) {
      assertThat(checkpoint.tensors())
          .extracting(CheckpointTensor::name)
          .isEqualTo(tied ? order.subList(0, order.size() - 1) : order);
      for (CheckpointTensor tensor : checkpoint.tensors()) {
        Reference.Tensor reference = expected.get(tensor.name());
        assertThat(tensor.shape()).as(tensor.name()).isEqualTo(reference.shape());
        assertThat(tensor).isInstanceOf(Floats.class);
        Floats floats = (Floats) tensor;
        assertThat(floats.type()).isEqualTo(type);
        assertThat(RowReader.floats(floats.data(), type))
            .as(tensor.name())
            .containsExactly(decode(reference));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "meta-1-f32",
        "meta-2-columns-f16",
        "bin-1-f32",
        "npz-1-f32",
        "npz-hf-f16",
        "npz-q4",
        "llama2c"
      })
  void givesTheConfigurationOfTransformers(String form) throws IOException {
    Map<String, Object> expected =
        Map.of(
            "model_type", "\"llama\"",
            "hidden_size", "16",
            "intermediate_size", "24",
            "num_hidden_layers", "2",
            "num_attention_heads", "4",
            "num_key_value_heads", "2",
            "vocab_size", "20",
            "rms_norm_eps", "1.0E-5",
            "rope_theta", "10000.0",
            "tie_word_embeddings", "false");
    try (Checkpoint checkpoint = Checkpoints.open(TestCheckpoints.tiny(form))) {
      expected.forEach(
          (key, value) -> assertThat(checkpoint.config().json(key)).as(key).isEqualTo(value));
    }
  }

  @Test
  void quantisedRowsAreReorderedAsTheyAre() throws IOException {
    Path directory = TestCheckpoints.tiny("npz-q4");
    Map<String, Reference.Tensor> expected =
        Reference.directory(TestCheckpoints.tiny("npz-q4-expected"));
    int quantised = 0;
    try (Checkpoint checkpoint = Checkpoints.open(directory)) {
      assertThat(checkpoint.config().json("quantization"))
          .isEqualTo("{\"group_size\":8,\"bits\":4}");
      for (CheckpointTensor tensor : checkpoint.tensors()) {
        String stem = tensor.name().replaceFirst("weight$", "");
        switch (tensor) {
          case Affine affine -> {
            quantised++;
            assertThat(affine.bits()).isEqualTo(4);
            assertThat(affine.groupSize()).isEqualTo(8);
            assertThat(affine.scaleType()).isEqualTo(FloatType.F16);
            assertThat(RowReader.bytes(affine.codes()))
                .isEqualTo(expected.get(affine.name()).bytes());
            assertThat(RowReader.bytes(affine.scales()))
                .isEqualTo(expected.get(stem + "scales").bytes());
            assertThat(RowReader.bytes(affine.biases()))
                .isEqualTo(expected.get(stem + "biases").bytes());
          }
          case Floats floats ->
              assertThat(RowReader.bytes(floats.data()))
                  .isEqualTo(expected.get(floats.name()).bytes());
          case CheckpointTensor.Blocks blocks -> fail("unexpected blocks: " + blocks.name());
        }
      }
    }
    assertThat(quantised).isEqualTo(15);
  }

  @Test
  void namesWhatItWouldTake(@TempDir Path empty) {
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> Checkpoints.open(empty))
        .withMessageContaining("consolidated.NN.pth")
        .withMessageContaining("pytorch_model.bin")
        .withMessageContaining("weights.npz")
        .withMessageContaining("llama2.c");
  }

  private static float[] decode(Reference.Tensor reference) {
    assertThat(reference.type()).isEqualTo("F32");
    return MemorySegment.ofArray(reference.bytes())
        .toArray(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
  }
}
