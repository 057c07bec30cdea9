package org.llamajvm.models.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.GatedMlp;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.models.Fixtures;
import org.llamajvm.models.OpenModel;
import org.llamajvm.models.source.StoredTensor;

class TransformerTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @MethodSource("org.llamajvm.models.Fixtures#names")
  void findsEveryTensorOfEveryModel(String name) throws IOException {
    try (OpenModel model = open(name)) {
      ModelConfig config = model.config();
      Transformer weights = model.transformer();
      assertThat(model.unused()).isEmpty();
      assertThat(weights.layers()).hasSize(config.layers());
      assertThat(weights.finalNorm().weight()).hasSize(config.hiddenSize());
      for (DecoderLayer layer : weights.layers()) {
        assertThat(layer.attention().query().outputs()).isEqualTo(config.querySize());
        assertThat(layer.attention().output().inputs()).isEqualTo(config.querySize());
      }
    }
  }

  static Stream<String> namesOfLlamas() {
    Set<String> types = Set.of("llama", "mistral", "qwen3");
    return Fixtures.names().stream().filter(name -> types.contains(Fixtures.modelType(name)));
  }

  @ParameterizedTest
  @MethodSource("namesOfLlamas")
  void readsWhatLlamasHave(String name) throws IOException {
    try (OpenModel model = open(name)) {
      ModelConfig config = model.config();
      for (DecoderLayer layer : model.transformer().layers()) {
        GatedMlp mlp = (GatedMlp) layer.mlp();
        assertThat(mlp.down().inputs()).isEqualTo(config.intermediateSize());
        assertThat(layer.attention().query().bias().isPresent())
            .isEqualTo(config.attentionBias() == Bias.REQUIRED);
        assertThat(layer.attention().output().bias().isPresent())
            .isEqualTo(config.attentionBias() == Bias.REQUIRED);
        assertThat(mlp.up().bias().isPresent()).isEqualTo(config.mlpBias() == Bias.REQUIRED);
        assertThat(layer.attention().queryNorm().isPresent()).isEqualTo(name.startsWith("qwen3"));
      }
    }
  }

  @Test
  void usesTheEmbeddingAsOutputIfTheyAreTied() throws IOException {
    try (OpenModel model = open("tied-f32")) {
      Transformer weights = model.transformer();
      assertThat(weights.output().weight()).isSameAs(weights.embedding().table());
      assertThat(weights.matrixBytes()).isEqualTo(matrixBytes(model));
    }
  }

  @Test
  void usesAnOutputOfItsOwnIfTheFilesHoldOne() throws IOException {
    try (OpenModel model = open("tied-with-own-head")) {
      Transformer weights = model.transformer();
      assertThat(weights.output().weight()).isNotEqualTo(weights.embedding().table());
      assertThat(weights.matrixBytes()).isEqualTo(matrixBytes(model));
    }
  }

  @Test
  void readsEachModuleWithItsOwnQuantisation() throws IOException {
    try (OpenModel model = open("mlx-mixed")) {
      Transformer weights = model.transformer();
      DecoderLayer first = weights.layers().getFirst();
      DecoderLayer second = weights.layers().getLast();
      checkGroups(weights.embedding().table(), 8, 32);
      checkGroups(weights.output().weight(), 8, 64);
      checkGroups(((GatedMlp) first.mlp()).down().weight(), 8, 128);
      checkGroups(first.attention().value().weight(), 4, 32);
      checkGroups(second.attention().value().weight(), 4, 64);
      assertThat(((GatedMlp) second.mlp()).gate().weight()).isInstanceOf(FloatMatrix.class);
      assertThat(second.attention().output().weight()).isInstanceOf(FloatMatrix.class);
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
            + "|Tensor 'model.layers.2.input_layernorm.weight' is not in the model's file",
        "\"tie_word_embeddings\": true|\"tie_word_embeddings\": false"
            + "|Tensor 'lm_head.weight' is not in the model's file",
        "\"hidden_act\": \"silu\"|\"attention_bias\": true"
            + "|Tensor 'model.layers.0.self_attn.q_proj.bias' is not in the model's file",
      })
  void namesTheTensorThatDoesNotFit(String from, String to, String message) throws IOException {
    Path model = Fixtures.copy("tied-f32", directory, text -> text.replace(from, to));
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> OpenModel.open(model, Architectures.STANDARD))
        .withMessageStartingWith(message);
  }

  @Test
  void listsTensorsThatNobodyNeeds() throws IOException {
    Path model =
        Fixtures.copy(
            "attention-bias-bf16",
            directory,
            text -> text.replace("\"attention_bias\": true", "\"attention_bias\": false"));
    try (OpenModel open = OpenModel.open(model, Architectures.STANDARD)) {
      assertThat(open.unused())
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

  /** The configuration says nothing of biases: the files decide. */
  @Test
  void readsBiasesThatAreThere() throws IOException {
    Path model =
        Fixtures.copy(
            "attention-bias-bf16",
            directory,
            text -> text.replace("\"attention_bias\": true", "\"no_bias\": 1"));
    try (OpenModel open = OpenModel.open(model, Architectures.STANDARD)) {
      assertThat(open.unused()).isEmpty();
      assertThat(open.transformer().layers())
          .allMatch(layer -> layer.attention().output().bias().isPresent());
    }
  }

  private static long matrixBytes(OpenModel model) {
    return model.source().tensors().stream()
        .filter(tensor -> tensor.shape().size() == 2)
        .mapToLong(StoredTensor::bytes)
        .sum();
  }

  private static OpenModel open(String name) throws IOException {
    return OpenModel.open(Fixtures.model(name), Architectures.STANDARD);
  }
}
