package org.llamajvm.models.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.format.ModelFormatException;

class GenerationConfigTest {

  private static final OptionalInt BOS = OptionalInt.of(1);
  private static final List<Integer> EOS = List.of(2);

  @TempDir private Path directory;

  @Test
  void readsWhatLlama3Recommends() throws IOException {
    GenerationConfig config =
        read(
            """
            {
              "bos_token_id": 128000,
              "do_sample": true,
              "eos_token_id": [128001, 128008, 128009],
              "temperature": 0.6,
              "top_p": 0.9,
              "top_k": 40,
              "min_p": 0.05,
              "repetition_penalty": 1.1,
              "transformers_version": "4.42.3"
            }
            """);
    assertThat(config.bosId()).hasValue(128000);
    assertThat(config.eosIds()).containsExactly(128001, 128008, 128009);
    assertThat(config.doSample()).contains(true);
    assertThat(config.temperature()).hasValue(0.6);
    assertThat(config.topP()).hasValue(0.9);
    assertThat(config.topK()).hasValue(40);
    assertThat(config.minP()).hasValue(0.05);
    assertThat(config.repetitionPenalty()).hasValue(1.1);
  }

  @Test
  void takesBosAndEosOfTheModelIfTheFileHasNone() throws IOException {
    GenerationConfig config = read("{\"_from_model_config\": true, \"eos_token_id\": null}");
    assertThat(config.bosId()).isEqualTo(BOS);
    assertThat(config.eosIds()).isEqualTo(EOS);
  }

  @Test
  void leavesAllOpenIfThereIsNoFile() throws IOException {
    assertThat(GenerationConfig.read(directory, BOS, EOS))
        .isEqualTo(
            new GenerationConfig(
                BOS,
                EOS,
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "temperature|-0.5|a number from 0.0 to 3.4028234663852886E38",
        "top_p|1.5|a number from 0.0 to 1.0",
        "min_p|-0.1|a number from 0.0 to 1.0",
        "top_k|-1|a whole number from 0 to 2147483647",
        "repetition_penalty|0|a positive number",
        "do_sample|\"yes\"|true or false",
        "eos_token_id|[true]|a token id or a list of token ids",
      })
  void saysWhichEntryIsWrong(String key, String value, String expected) {
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> read("{\"%s\": %s}".formatted(key, value)))
        .withMessage(
            "Corrupt generation_config.json: \"%s\" is %s, expected %s (file=%s)",
            key, value, expected, directory.resolve("generation_config.json"));
  }

  private GenerationConfig read(String text) throws IOException {
    Files.writeString(directory.resolve("generation_config.json"), text);
    return GenerationConfig.read(directory, BOS, EOS);
  }
}
