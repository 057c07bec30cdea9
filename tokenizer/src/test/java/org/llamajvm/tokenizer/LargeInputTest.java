package org.llamajvm.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A megabyte is encoded and decoded; quadratic time would take hours. */
class LargeInputTest {

  private static final int MEGABYTE = 1 << 20;

  @ParameterizedTest
  @ValueSource(strings = {"sp-llama", "sp-unused", "json-llama3", "json-legacy"})
  void encodesAMegabyte(String name) throws IOException {
    Tokenizer tokenizer = Vocabularies.load(name);
    for (String unit : new String[] {"a", " ", "some words, and more 漢. "}) {
      String text = unit.repeat(MEGABYTE / unit.length());
      String back =
          assertTimeoutPreemptively(
              Duration.ofSeconds(30), () -> tokenizer.decode(tokenizer.encode(text)));
      assertThat(back.strip()).hasSameSizeAs(text.strip()).isEqualTo(text.strip());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sp-llama", "json-llama3"})
  void streamsManyIdsThatMakeNoCharacter(String name) throws IOException {
    Tokenizer tokenizer = Vocabularies.load(name);
    int[] broken = tokenizer.encode("\u0100"); // its first byte, again and again
    int id = broken[broken.length - 2];
    StringBuilder text = new StringBuilder();
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          StreamingDecoder decoder = tokenizer.newDecoder();
          for (int i = 0; i < 20_000; i++) {
            text.append(decoder.push(id));
          }
          text.append(decoder.finish());
        });
    assertThat(text.toString()).matches("\uFFFD+").hasSizeGreaterThanOrEqualTo(19_000);
  }
}
