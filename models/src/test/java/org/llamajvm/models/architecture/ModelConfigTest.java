package org.llamajvm.models.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.models.architecture.RopeConfig.Linear;
import org.llamajvm.models.architecture.RopeConfig.Llama3;
import org.llamajvm.models.architecture.RopeConfig.Unscaled;
import org.llamajvm.models.source.DirectorySource;

class ModelConfigTest {

  private static final String LLAMA = "\"architectures\": [\"LlamaForCausalLM\"]";
  private static final String MISTRAL = "\"model_type\": \"mistral\"";
  private static final String QWEN3 = "\"model_type\": \"qwen3\"";

  @TempDir private Path directory;

  @Test
  void readsLlama32AsTransformers4WritesIt() throws IOException {
    Files.writeString(
        directory.resolve("config.json"),
        """
        {
          "architectures": ["LlamaForCausalLM"],
          "attention_bias": false,
          "bos_token_id": 128000,
          "eos_token_id": [128001, 128008, 128009],
          "head_dim": 64,
          "hidden_act": "silu",
          "hidden_size": 2048,
          "intermediate_size": 8192,
          "max_position_embeddings": 131072,
          "mlp_bias": false,
          "model_type": "llama",
          "num_attention_heads": 32,
          "num_hidden_layers": 16,
          "num_key_value_heads": 8,
          "pretraining_tp": 1,
          "rms_norm_eps": 1e-05,
          "rope_scaling": {
            "factor": 32.0,
            "high_freq_factor": 4.0,
            "low_freq_factor": 1.0,
            "original_max_position_embeddings": 8192,
            "rope_type": "llama3"
          },
          "rope_theta": 500000.0,
          "tie_word_embeddings": true,
          "torch_dtype": "bfloat16",
          "vocab_size": 128256
        }
        """);
    assertThat(Architectures.STANDARD.config(DirectorySource.readConfig(directory)))
        .isEqualTo(
            new ModelConfig(
                new Llama(),
                128256,
                2048,
                8192,
                32,
                8,
                64,
                1e-5,
                new RopeConfig(500000, new Llama3(32, 1, 4, 8192)),
                131072,
                Collections.nCopies(16, 0),
                Bias.NONE,
                Bias.NONE,
                true,
                OptionalInt.of(128000),
                List.of(128001, 128008, 128009)));
  }

  @Test
  void hasTheDefaultsOfTransformersForLlama() throws IOException {
    ModelConfig config = read(LLAMA);
    assertThat(config)
        .isEqualTo(
            new ModelConfig(
                new Llama(),
                100,
                48,
                60,
                4,
                4,
                12,
                1e-6,
                new RopeConfig(10000, new Unscaled()),
                2048,
                List.of(0, 0),
                Bias.IF_THERE,
                Bias.IF_THERE,
                false,
                OptionalInt.of(1),
                List.of(2)));
  }

  @Test
  void hasTheDefaultsOfTransformersForMistral() throws IOException {
    ModelConfig config = read(MISTRAL, "\"num_attention_heads\": 24");
    assertThat(config.architecture()).isEqualTo(new Mistral());
    assertThat(config.keyValueHeads()).isEqualTo(8);
    assertThat(config.maxPositions()).isEqualTo(131072);
    assertThat(config.slidingWindow()).isEqualTo(4096);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"sliding_window\": null|0",
        "\"sliding_window\": 1024|1024",
        "\"sliding_window\": 1024, \"use_sliding_window\": true|1024",
        "\"sliding_window\": 1024, \"use_sliding_window\": false|0",
        "\"sliding_window\": 64, \"layer_types\": [\"full_attention\", \"full_attention\"]|0",
        "\"sliding_window\": 64, \"layer_types\": [\"sliding_attention\"]|64",
      })
  void knowsWhenMistralHasAWindow(String entries, int expected) throws IOException {
    assertThat(read(MISTRAL, "\"num_key_value_heads\": 2", entries).slidingWindow())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"use_sliding_window\": true, \"sliding_window\": 64, \"max_window_layers\": 1|0|64",
        "\"use_sliding_window\": true, \"sliding_window\": 64|0|0",
        "\"use_sliding_window\": false, \"sliding_window\": 64, \"max_window_layers\": 1|0|0",
        "\"sliding_window\": 64, \"max_window_layers\": 0|0|0",
        "\"use_sliding_window\": true, \"sliding_window\": 64,"
            + " \"layer_types\": [\"sliding_attention\", \"full_attention\"]|64|0",
      })
  void knowsWhichLayersOfQwen3HaveAWindow(String entries, int first, int second)
      throws IOException {
    assertThat(read(QWEN3, "\"num_key_value_heads\": 2", entries).windows())
        .containsExactly(first, second);
  }

  @Test
  void hasTheDefaultsOfTransformersForQwen3() throws IOException {
    ModelConfig config = read(QWEN3, "\"num_attention_heads\": 32");
    assertThat(config.architecture()).isEqualTo(new Qwen3());
    assertThat(config.keyValueHeads()).isEqualTo(32);
    assertThat(config.headSize()).isEqualTo(128);
    assertThat(config.maxPositions()).isEqualTo(32768);
    assertThat(config.bosId()).isEmpty();
    assertThat(config.eosIds()).isEmpty();
  }

  @Test
  void givesLlamaNoWindowAndMistralNoBias() throws IOException {
    assertThat(read(LLAMA, "\"sliding_window\": 16").slidingWindow()).isZero();
    ModelConfig mistral =
        read(MISTRAL, "\"attention_bias\": true, \"mlp_bias\": true", "\"num_key_value_heads\": 1");
    assertThat(mistral.attentionBias()).isEqualTo(Bias.NONE);
    assertThat(mistral.mlpBias()).isEqualTo(Bias.NONE);
  }

  @Test
  void takesNullForHeadsAsAbsent() throws IOException {
    ModelConfig config = read(MISTRAL, "\"num_key_value_heads\": null, \"head_dim\": null");
    assertThat(config.keyValueHeads()).isEqualTo(4);
    assertThat(config.headSize()).isEqualTo(12);
  }

  @Test
  void readsHeadSizeApartFromHiddenSize() throws IOException {
    ModelConfig config = read(LLAMA, "\"head_dim\": 10, \"num_key_value_heads\": 2");
    assertThat(config.querySize()).isEqualTo(40);
    assertThat(config.keyValueSize()).isEqualTo(20);
  }

  @Test
  void knowsTheClassNameOfTheFirstModels() throws IOException {
    assertThat(read("\"architectures\": [\"LLaMAForCausalLM\"]").architecture())
        .isEqualTo(new Llama());
  }

  @Test
  void takesAnAbsentEndOfTextAsTwoAndANullOneAsNone() throws IOException {
    assertThat(read(LLAMA).eosIds()).containsExactly(2);
    ModelConfig none = read(LLAMA, "\"eos_token_id\": null, \"bos_token_id\": null");
    assertThat(none.eosIds()).isEmpty();
    assertThat(none.bosId()).isEmpty();
  }

  @Test
  void readsRopeInBothSpellings() throws IOException {
    RopeConfig linear = new RopeConfig(500, new Linear(4));
    assertThat(
            read(
                    LLAMA,
                    "\"rope_theta\": 500",
                    "\"rope_scaling\": {\"type\": \"linear\", \"factor\": 4}")
                .rope())
        .isEqualTo(linear);
    assertThat(
            read(
                    LLAMA,
                    """
                    "rope_parameters": {"rope_type": "linear", "rope_theta": 500.0, "factor": 4.0}
                    """)
                .rope())
        .isEqualTo(linear);
    assertThat(read(LLAMA, "\"rope_scaling\": null, \"rope_theta\": 7").rope())
        .isEqualTo(new RopeConfig(7, new Unscaled()));
    assertThat(read(LLAMA, "\"rope_parameters\": {\"rope_theta\": 9}").rope())
        .isEqualTo(new RopeConfig(9, new Unscaled()));
  }

  @Test
  void takesTheContextAsTheOriginalOneIfLlama3RopeNamesNone() throws IOException {
    String rope =
        "\"rope_type\": \"llama3\", \"factor\": 8, \"low_freq_factor\": 1, \"high_freq_factor\": 4";
    ModelConfig config =
        read(LLAMA, "\"max_position_embeddings\": 77", "\"rope_parameters\": {%s}".formatted(rope));
    assertThat(config.rope().scaling()).isEqualTo(new Llama3(8, 1, 4, 77));
  }

  private ModelConfig read(String... entries) throws IOException {
    Files.writeString(directory.resolve("config.json"), SmallConfig.with(entries));
    return Architectures.STANDARD.config(DirectorySource.readConfig(directory));
  }
}
