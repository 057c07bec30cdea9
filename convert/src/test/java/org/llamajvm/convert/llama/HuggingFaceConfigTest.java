package org.llamajvm.convert.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.format.ModelFormatException;

/** Meta's parameters of published models against the config.json that is published for them. */
class HuggingFaceConfigTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # Llama 1 7B
          {"dim":4096,"multiple_of":256,"n_heads":32,"n_layers":32,"norm_eps":1e-06,"vocab_size":-1} \
          | 32000 | false | 11008 | 32 | 2048 | 1
          # Llama 2 7B
          {"dim":4096,"multiple_of":256,"n_heads":32,"n_layers":32,"norm_eps":1e-05,"vocab_size":-1} \
          | 32000 | false | 11008 | 32 | 4096 | 1
          # Llama 2 13B
          {"dim":5120,"multiple_of":256,"n_heads":40,"n_layers":40,"norm_eps":1e-05,"vocab_size":-1} \
          | 32000 | false | 13824 | 40 | 4096 | 1
          # Llama 2 70B
          {"dim":8192,"multiple_of":4096,"ffn_dim_multiplier":1.3,"n_heads":64,"n_kv_heads":8,\
          "n_layers":80,"norm_eps":1e-05,"vocab_size":-1} \
          | 32000 | false | 28672 | 8 | 4096 | 1
          # Code Llama 34B
          {"dim":8192,"n_layers":48,"n_heads":64,"n_kv_heads":8,"multiple_of":256,\
          "ffn_dim_multiplier":1.0,"norm_eps":1e-05,"rope_theta":1000000} \
          | 32000 | false | 22016 | 8 | 16384 | 1
          # Llama 3 8B
          {"dim":4096,"n_layers":32,"n_heads":32,"n_kv_heads":8,"vocab_size":128256,\
          "multiple_of":1024,"ffn_dim_multiplier":1.3,"norm_eps":1e-05,"rope_theta":500000.0} \
          | 128256 | false | 14336 | 8 | 8192 | 128000
          # Llama 3.1 70B
          {"dim":8192,"ffn_dim_multiplier":1.3,"multiple_of":4096,"n_heads":64,"n_kv_heads":8,\
          "n_layers":80,"norm_eps":1e-05,"rope_theta":500000.0,"use_scaled_rope":true,\
          "vocab_size":128256} \
          | 128256 | false | 28672 | 8 | 131072 | 128000
          # Llama 3.2 1B
          {"dim":2048,"ffn_dim_multiplier":1.5,"multiple_of":256,"n_heads":32,"n_kv_heads":8,\
          "n_layers":16,"norm_eps":1e-05,"rope_theta":500000.0,"use_scaled_rope":true,\
          "vocab_size":128256} \
          | 128256 | true | 8192 | 8 | 131072 | 128000
          # Llama 3.2 3B
          {"dim":3072,"ffn_dim_multiplier":1.0,"multiple_of":256,"n_heads":24,"n_kv_heads":8,\
          "n_layers":28,"norm_eps":1e-05,"rope_theta":500000.0,"use_scaled_rope":true,\
          "vocab_size":128256} \
          | 128256 | true | 8192 | 8 | 131072 | 128000
          """)
  void knowsThePublishedModels(
      String json, int vocabulary, boolean tied, int hidden, int kvHeads, int positions, int bos)
      throws IOException {
    MetaParams params = params(json);
    Map<String, Object> config =
        HuggingFaceConfig.of(params, params.shape(vocabulary), tied, FloatType.BF16);
    assertThat(config.get("intermediate_size")).isEqualTo(hidden);
    assertThat(config.get("num_key_value_heads")).isEqualTo(kvHeads);
    assertThat(config.get("max_position_embeddings")).isEqualTo(positions);
    assertThat(config.get("bos_token_id")).isEqualTo(bos);
    assertThat(config.get("head_dim")).isEqualTo(params.dim() / params.heads());
    assertThat(config.get("torch_dtype")).isEqualTo("bfloat16");
    assertThat(config.containsKey("rope_scaling")).isEqualTo(positions == 131072);
    if (config.get("rope_scaling") instanceof Map<?, ?> scaling) {
      assertThat(scaling.get("factor")).isEqualTo(tied ? 32.0 : 8.0);
      assertThat(scaling.get("original_max_position_embeddings")).isEqualTo(8192);
    }
  }

  @Test
  void aGivenFactorAndLengthWin() throws IOException {
    MetaParams params =
        params(
            """
            {"dim": 64, "n_layers": 1, "n_heads": 4, "head_dim": 32, "hidden_dim": 100,
             "use_scaled_rope": true, "rope_scaling_factor": 16, "max_seq_len": 1234}
            """);
    Map<String, Object> config = HuggingFaceConfig.of(params, params.shape(9), true, FloatType.F32);
    assertThat(((Map<?, ?>) config.get("rope_scaling")).get("factor")).isEqualTo(16.0);
    assertThat(config.get("max_position_embeddings")).isEqualTo(1234);
    assertThat(config.get("head_dim")).isEqualTo(32);
    assertThat(config.get("intermediate_size")).isEqualTo(100);
    assertThat(params.shape(9).of(Weight.QUERY)).containsExactly(128L, 64L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"n_layers":1,"n_heads":4} | 'dim' is missing
          {"dim":64.5,"n_layers":1,"n_heads":4} | 'dim' is 64.5, expected a 32-bit integer
          {"dim":66,"n_layers":1,"n_heads":4} | n_heads 4 does not divide dim 66
          {"dim":12,"n_layers":1,"n_heads":4} | head size 3 is odd
          {"dim":64,"n_layers":1,"n_heads":4,"n_kv_heads":3} | n_kv_heads 3 does not divide
          {"dim":64,"n_layers":999999999,"n_heads":4} | n_layers is 999999999
          {"dim":64,"n_layers":1,"n_heads":4,"ffn_dim_multiplier":1e300} | feed-forward block
          {"dim":64,"n_layers":1,"n_heads":4,"norm_eps":"small"} | expected a positive number
          {"dim":64,"n_layers":1,"n_heads":4,"use_scaled_rope":1} | expected true or false
          {"dim":64,"n_layers":1,"n_heads":4,"moe":{}} | not a plain Llama model
          """)
  void refusesParametersThatCannotBe(String json, String message) {
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> params(json))
        .withMessageContaining(message);
  }

  private MetaParams params(String json) throws IOException {
    return MetaParams.read(Files.writeString(directory.resolve("params.json"), json));
  }
}
