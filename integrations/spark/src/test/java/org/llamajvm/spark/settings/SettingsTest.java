package org.llamajvm.spark.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  @ParameterizedTest
  @CsvSource({
    "maxTokens, -1, a number of 0 or more",
    "threads, 0, a number of 1 or more",
    "temperature, NaN, a number",
    "temperature, warm, a number",
    "kvBudget, 0, a number of bytes of 1 or more",
    "chat, yes, true or false",
    "kvType, f64, 'f32, f16 or q8'",
    "chatTime, noon, a time such as 2026-11-30T12:00:00Z",
    "modelSha256, abc, 64 hexadecimal digits",
    "seed, 1.5, a whole number",
    "model, '', a text",
    "stop, ',', 'texts, separated by commas'"
  })
  void sayWhatAValueMustBe(String key, String text, String expected) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.DEFAULTS.with(Setting.ofKey(key), text))
        .withMessage("%s must be %s, not '%s'", key, expected, text);
  }

  @Test
  void haveOneNameInThreeForms() {
    assertThat(Setting.ofKey("maxTokens"))
        .isEqualTo(Setting.ofRowKey("max_tokens"))
        .isEqualTo(Setting.MAX_TOKENS);
    assertThat(Setting.MAX_TOKENS.sparkKey()).isEqualTo("spark.llama.maxTokens");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Setting.ofKey("maxToken"))
        .withMessageStartingWith("No setting 'maxToken'; there are model, ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Setting.ofRowKey("threads"))
        .withMessageStartingWith("A row has no option 'threads'; there are max_tokens, ");
  }

  @Test
  void lastOnesWin() {
    Settings first = Settings.DEFAULTS.with(Setting.SEED, "1").with(Setting.TOP_K, "3");
    Settings both = first.with(Settings.DEFAULTS.with(Setting.SEED, "2"));
    assertThat(both.integer(Setting.SEED)).contains(2L);
    assertThat(both.count(Setting.TOP_K)).contains(3);
    assertThat(both.count(Setting.MAX_TOKENS)).contains(256);
    assertThat(both.text(Setting.MODEL)).isEmpty();
  }

  @Test
  void listsAreTextsWithEscapes() {
    List<String> texts = List.of("\n", "a, b", "back\\slash", "\t", "\\n");
    assertThat(TextList.parse(TextList.format(texts))).isEqualTo(texts);
    assertThat(TextList.parse("\\n,END")).containsExactly("\n", "END");
  }
}
