package org.llamajvm.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignTextTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "model.norm.weight", "Grüße, 海 🌊!", "C:\\models", "👩‍👩‍👧"})
  void leavesPlainTextAlone(String text) {
    assertThat(ForeignText.message(text)).isSameAs(text);
  }

  @Test
  void escapesWhatATerminalObeysOrALineEndsAt() {
    assertThat(ForeignText.message("a\u001b[2Jb\u0007\u0000\u009b"))
        .isEqualTo("a\\u001b[2Jb\\u0007\\u0000\\u009b");
    assertThat(ForeignText.message("a\nb\rc\td\u2028")).isEqualTo("a\\nb\\rc\\td\\u2028");
    assertThat(ForeignText.message("ab\u202egpj")).isEqualTo("ab\\u202egpj");
    assertThat(ForeignText.message("half \ud83c.")).isEqualTo("half \\ud83c.");
  }

  @Test
  void cutsTheMiddleOutOfLongText() {
    String message = ForeignText.message("begin" + "x".repeat(1_000_000) + "end");
    assertThat(message).startsWith("beginx").contains("x ... x").endsWith("xend");
    assertThat(message.length()).isLessThanOrEqualTo(1200);
    assertThat(ForeignText.part("begin" + "x".repeat(1000) + "end")).hasSize(120).endsWith("xend");
  }

  @Test
  void cutsNoPairInHalf() {
    for (int length = 1; length < 4; length++) {
      assertThat(ForeignText.part("x".repeat(length) + "🌊".repeat(1000))).doesNotContain("\\u");
    }
  }
}
