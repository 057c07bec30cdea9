package org.llamajvm.loader.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.format.ConfigDialect;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.weights.QuantizationConfig.Mode;
import org.llamajvm.loader.weights.QuantizationConfig.Setting;

class QuantizationConfigTest {

  private static QuantizationConfig parse(String json) throws ModelException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return QuantizationConfig.parse(
        JsonObject.parse(Path.of("config.json"), bytes, ConfigDialect.CONFIG));
  }

  @Test
  void isAbsent() throws IOException {
    assertThat(parse("{}")).isEqualTo(QuantizationConfig.NONE);
    assertThat(parse("{\"quantization\":null}").of("a")).isEmpty();
  }

  @Test
  void readsWhatMlxWrites() throws IOException {
    QuantizationConfig config =
        parse(
            """
            {"quantization": {"group_size": 64, "bits": 4, "mode": "affine",
              "lm_head": {"group_size": 32, "bits": 8}, "model.embed_tokens": false,
              "model.layers.0.mlp.up_proj": true},
             "quantization_config": {"group_size": 1, "bits": 1}}
            """);
    assertThat(config.of("model.layers.1.mlp.up_proj")).contains(new Setting(4, 64));
    assertThat(config.of("model.layers.0.mlp.up_proj")).contains(new Setting(4, 64));
    assertThat(config.of("lm_head")).contains(new Setting(8, 32));
    assertThat(config.of("model.embed_tokens")).isEmpty();
  }

  @Test
  void tellsTheModeOfEachModule() throws IOException {
    QuantizationConfig config =
        parse(
            """
            {"quantization": {"group_size": 32, "bits": 4, "mode": "mxfp4",
              "lm_head": {"group_size": 64, "bits": 8}}}
            """);
    assertThat(config.of("model.layers.0.mlp.up_proj")).contains(new Setting(Mode.MXFP4, 4, 32));
    assertThat(config.of("lm_head")).contains(new Setting(Mode.AFFINE, 8, 64));
  }

  @Test
  void readsTheOtherName() throws IOException {
    assertThat(parse("{\"quantization_config\": {\"group_size\": 128, \"bits\": 8}}").of("a"))
        .contains(new Setting(8, 128));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"quantization":4} | Corrupt config.json: "quantization" is 4, expected an object
          {"quantization":{"bits":4}} | Corrupt config.json: "group_size" of quantization is missing, expected a positive whole number
          {"quantization":{"bits":"4","group_size":64}} | Corrupt config.json: "bits" of quantization is "4", expected a positive whole number
          {"quantization":{"bits":4,"group_size":64,"x":{"bits":0,"group_size":64}}} | Corrupt config.json: "bits" of x is 0, expected a positive whole number
          {"quantization_config":{"quant_method":"gptq","bits":4,"group_size":128}} | Unsupported quantization method "gptq" in config.json; supported are affine groups as MLX writes them; get the model in floats or in MLX's 4 bits, or quantise it by llama convert
          {"quantization_config":{"load_in_4bit":true,"load_in_8bit":false}} | Unsupported quantization method "bitsandbytes" in config.json; supported are affine groups as MLX writes them; get the model in floats or in MLX's 4 bits, or quantise it by llama convert
          {"quantization":{"mode":"nvfp4","bits":4,"group_size":16}} | Unsupported quantization mode "nvfp4" of quantization, 4 bits in groups of 16 in config.json; supported are affine groups as MLX writes them, and mxfp4, 4 bits in groups of 32
          {"quantization":{"mode":"mxfp4","bits":4,"group_size":64}} | Unsupported quantization mode "mxfp4" of quantization, 4 bits in groups of 64 in config.json; supported are affine groups as MLX writes them, and mxfp4, 4 bits in groups of 32
          """)
  void refusesTheRest(String json, String message) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage(message);
  }
}
