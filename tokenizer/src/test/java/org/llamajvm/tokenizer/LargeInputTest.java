package org.llamajvm.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamajvm.tokenizer.LinearTime.assertLinear;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Twice the text takes about twice the time; what is quadratic would take hours for a megabyte. */
class LargeInputTest {

  private static final int LENGTH = 1 << 13;
  private static final int IDS = 1250;

  @ParameterizedTest
  @ValueSource(strings = {"sp-llama", "sp-unused", "json-llama3", "json-legacy"})
  void encodingTakesLinearTime(String name) throws IOException {
    Tokenizer tokenizer = Vocabularies.load(name);
    for (String unit : new String[] {"a", " ", "some words, and more 漢. "}) {
      assertLinear(
          length -> {
            String text = unit.repeat(length / unit.length());
            String back = tokenizer.decode(tokenizer.encode(text));
            assertThat(back.strip()).hasSameSizeAs(text.strip()).isEqualTo(text.strip());
          },
          LENGTH);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sp-llama", "json-llama3"})
  void streamingIdsThatMakeNoCharacterTakesLinearTime(String name) throws IOException {
    Tokenizer tokenizer = Vocabularies.load(name);
    int[] broken = tokenizer.encode("\u0100"); // its first byte, again and again
    int id = broken[broken.length - 2];
    assertLinear(
        ids -> {
          StreamingDecoder decoder = tokenizer.newDecoder();
          StringBuilder text = new StringBuilder();
          for (int i = 0; i < ids; i++) {
            text.append(decoder.push(id));
          }
          text.append(decoder.finish());
          assertThat(text.toString()).matches("\uFFFD+").hasSizeGreaterThanOrEqualTo(ids * 19 / 20);
        },
        IDS);
  }
}
