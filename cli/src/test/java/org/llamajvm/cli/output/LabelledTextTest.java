package org.llamajvm.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What {@code show} prints in a narrow window. */
class LabelledTextTest {

  private static final String WORDS = "42.0 GiB for 131072 tokens: weights 1.0 GiB (mapped)";

  @Test
  void breaksBetweenWordsAndKeepsLongOnesWhole() {
    LabelledText text = new LabelledText(40);
    text.add("Memory", WORDS);
    text.add("Model", "/a/path/that/is/longer/than/a/line/of/the/window");
    assertThat(text.toString().lines())
        .containsExactly(
            "Memory       42.0 GiB for 131072 tokens:",
            "             weights 1.0 GiB (mapped)",
            "Model        /a/path/that/is/longer/than/a/line/of/the/window");
  }

  @Test
  void isOneLineWhereNobodySaysHowWideTheWindowIs() {
    LabelledText text = new LabelledText(0);
    text.add("Memory", WORDS);
    text.add("Stop", "two\n\nlines");
    assertThat(text.toString().lines())
        .containsExactly("Memory       " + WORDS, "Stop         two\\n\\nlines");
  }
}
