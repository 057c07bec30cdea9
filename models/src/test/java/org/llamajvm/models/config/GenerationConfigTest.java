package org.llamajvm.models.config;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.provider.ValueSource;

class GenerationConfigTest {

  private static final OptionalInt BOS = OptionalInt.of(1);
  private static final List<Integer> EOS = List.of(2);
  private static final int VOCABULARY = 128_256;

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
  void leavesAllOpenIfThereIsNoFile() {
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
                OptionalDouble.empty(),
                List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bos_token_id|-1|a whole number from 0 to 2147483647",
        "temperature|-0.5|a number from 0.0 to 3.4028234663852886E38",
        "top_p|1.5|a number from 0.0 to 1.0",
        "min_p|-0.1|a number from 0.0 to 1.0",
        "top_k|-1|a whole number from 0 to 2147483647",
        "repetition_penalty|0|a positive number",
        "do_sample|\"yes\"|true or false",
        "eos_token_id|[true]|a token id or a list of token ids",
      })
  void goesOnWithoutAnEntryThatIsWrongAndSaysSo(String key, String value, String expected)
      throws IOException {
    GenerationConfig config = read("{\"%s\": %s, \"%s\": 0.25}".formatted(key, value, other(key)));
    assertThat(config.warnings())
        .containsExactly(
            "An entry is not followed: Corrupt generation_config.json: \"%s\" is %s, expected %s (file=%s)"
                .formatted(key, value, expected, directory.resolve("generation_config.json")));
    assertThat(config.bosId()).isEqualTo(BOS);
    assertThat(config.eosIds()).isEqualTo(EOS);
    assertThat(List.of(config.temperature(), config.topP())).contains(OptionalDouble.of(0.25));
  }

  private static String other(String key) {
    return key.equals("temperature") ? "top_p" : "temperature";
  }

  @Test
  void keepsTheEndTokensThatTheModelHas() throws IOException {
    String text = "{\"bos_token_id\": 300, \"eos_token_id\": [7, 128256, 128255]}";
    GenerationConfig config = read(text).within(VOCABULARY, BOS, EOS);
    assertThat(config.bosId()).hasValue(300);
    assertThat(config.eosIds()).containsExactly(7, 128255);
    assertThat(config.warnings())
        .containsExactly(
            "Of the tokens that should begin and end a text, 300 and [7, 128256, 128255], those are"
                + " not followed that the model with its 128256 tokens has not");
    GenerationConfig small = read(text).within(7, BOS, EOS);
    assertThat(small.bosId()).isEqualTo(BOS);
    assertThat(small.eosIds()).isEqualTo(EOS);
    assertThat(read(text).within(128257, BOS, EOS)).isEqualTo(read(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{\"do_sample\": true, \"temperature\": 0.15,}", "[]", "<html></html>"})
  void goesOnWithoutAFileThatCannotBeRead(String text) throws IOException {
    GenerationConfig config = read(text);
    assertThat(config.warnings()).hasSize(1);
    assertThat(config.warnings().getFirst()).startsWith("generation_config.json is not followed: ");
    assertThat(config.bosId()).isEqualTo(BOS);
    assertThat(config.eosIds()).isEqualTo(EOS);
    assertThat(config.temperature()).isEmpty();
  }

  private GenerationConfig read(String text) throws IOException {
    Files.writeString(directory.resolve("generation_config.json"), text);
    return GenerationConfig.read(directory, BOS, EOS);
  }
}
