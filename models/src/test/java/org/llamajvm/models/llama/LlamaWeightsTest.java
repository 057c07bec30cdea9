package org.llamajvm.models.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.weights.QuantizationConfig;
import org.llamajvm.loader.weights.TensorStore;
import org.llamajvm.models.Fixtures;

class LlamaWeightsTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @MethodSource("org.llamajvm.models.Fixtures#names")
  void findsEveryTensorOfEveryModel(String name) throws IOException {
    try (TensorStore store = TensorStore.open(Fixtures.model(name))) {
      LlamaWeights weights = read(store);
      LlamaConfig config = LlamaConfig.read(Fixtures.model(name));
      assertThat(weights.unexpected()).isEmpty();
      assertThat(weights.layers()).hasSize(config.layers());
      assertThat(weights.finalNorm()).hasSize(config.hiddenSize());
      for (LlamaLayerWeights layer : weights.layers()) {
        assertThat(layer.query().weight().rows()).isEqualTo(config.querySize());
        assertThat(layer.down().weight().cols()).isEqualTo(config.intermediateSize());
        assertThat(layer.query().bias().isPresent()).isEqualTo(config.attentionBias());
        assertThat(layer.output().bias().isPresent()).isEqualTo(config.attentionBias());
        assertThat(layer.up().bias().isPresent()).isEqualTo(config.mlpBias());
      }
    }
  }

  @Test
  void usesTheEmbeddingAsOutputIfTheyAreTied() throws IOException {
    try (TensorStore store = TensorStore.open(Fixtures.model("tied-f32"))) {
      LlamaWeights weights = read(store);
      assertThat(weights.output()).isSameAs(weights.embedding());
      assertThat(weights.mappedBytes()).isEqualTo(matrixBytes(store));
    }
  }

  @Test
  void usesAnOutputOfItsOwnIfTheFilesHoldOne() throws IOException {
    try (TensorStore store = TensorStore.open(Fixtures.model("tied-with-own-head"))) {
      LlamaWeights weights = read(store);
      assertThat(weights.output()).isNotEqualTo(weights.embedding());
      assertThat(weights.mappedBytes()).isEqualTo(matrixBytes(store));
    }
  }

  @Test
  void readsEachModuleWithItsOwnQuantisation() throws IOException {
    try (TensorStore store = TensorStore.open(Fixtures.model("mlx-mixed"))) {
      LlamaWeights weights = read(store);
      LlamaLayerWeights first = weights.layers().getFirst();
      LlamaLayerWeights second = weights.layers().getLast();
      checkGroups(weights.embedding(), 8, 32);
      checkGroups(weights.output(), 8, 64);
      checkGroups(first.down().weight(), 8, 128);
      checkGroups(first.value().weight(), 4, 32);
      checkGroups(second.value().weight(), 4, 64);
      assertThat(second.gate().weight()).isInstanceOf(FloatMatrix.class);
      assertThat(second.output().weight()).isInstanceOf(FloatMatrix.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"vocab_size\": 101|\"vocab_size\": 102"
            + "|Tensor 'model.embed_tokens.weight' has shape (101, 36), expected (102, 36)",
        "\"intermediate_size\": 50|\"intermediate_size\": 49"
            + "|Tensor 'model.layers.0.mlp.gate_proj.weight' has shape (50, 36), expected (49, 36)",
        "\"num_attention_heads\": 3|\"num_attention_heads\": 3, \"num_key_value_heads\": 1"
            + "|Tensor 'model.layers.0.self_attn.k_proj.weight' has shape (36, 36),"
            + " expected (12, 36)",
        "\"num_hidden_layers\": 2|\"num_hidden_layers\": 3"
            + "|Tensor 'model.layers.2.input_layernorm.weight' is in none of the model's 1 files",
        "\"tie_word_embeddings\": true|\"tie_word_embeddings\": false"
            + "|Tensor 'lm_head.weight' is in none of the model's 1 files",
        "\"hidden_act\": \"silu\"|\"attention_bias\": true"
            + "|Tensor 'model.layers.0.self_attn.q_proj.bias' is in none of the model's 1 files",
      })
  void namesTheTensorThatDoesNotFit(String from, String to, String message) throws IOException {
    Path model = Fixtures.copy("tied-f32", directory, text -> text.replace(from, to));
    LlamaConfig config = LlamaConfig.read(model);
    try (TensorStore store = TensorStore.open(model)) {
      assertThatExceptionOfType(ModelFormatException.class)
          .isThrownBy(() -> LlamaWeights.read(store, QuantizationConfig.NONE, config))
          .withMessageStartingWith(message);
    }
  }

  @Test
  void listsTensorsThatNobodyNeeds() throws IOException {
    Path model =
        Fixtures.copy(
            "attention-bias-bf16",
            directory,
            text -> text.replace("\"attention_bias\": true", "\"attention_bias\": false"));
    try (TensorStore store = TensorStore.open(model)) {
      LlamaConfig config = LlamaConfig.read(model);
      assertThat(LlamaWeights.read(store, QuantizationConfig.NONE, config).unexpected())
          .hasSize(8)
          .contains("model.layers.1.self_attn.o_proj.bias")
          .allMatch(name -> name.endsWith("_proj.bias"));
    }
  }

  private static void checkGroups(Matrix matrix, int bits, int groupSize) {
    assertThat(matrix)
        .isInstanceOfSatisfying(
            AffineMatrix.class,
            affine -> {
              assertThat(affine.bits()).isEqualTo(bits);
              assertThat(affine.groupSize()).isEqualTo(groupSize);
            });
  }

  private static long matrixBytes(TensorStore store) {
    return store.names().stream()
        .map(name -> store.find(name).orElseThrow())
        .filter(info -> info.shape().size() == 2)
        .mapToLong(info -> info.bytes())
        .sum();
  }

  private static LlamaWeights read(TensorStore store) throws IOException {
    Path model = store.modelFiles().directory();
    JsonObject json = JsonObject.read(model.resolve("config.json"));
    return LlamaWeights.read(store, QuantizationConfig.parse(json), LlamaConfig.read(model));
  }
}
