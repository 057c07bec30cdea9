package org.llamajvm.tokenizer.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.tokenizer.Reference;
import org.llamajvm.tokenizer.pipeline.PreTokenizer;

/** How every rule cuts strings into words, against the tokenizers library. */
class WordRuleTest {

  private static final int STRINGS = 1000;

  static List<Arguments> rules() throws IOException {
    List<Arguments> rules = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(
            new GZIPInputStream(WordRuleTest.class.getResourceAsStream("words.gz")))) {
      for (int count = in.readUnsignedShort(); count > 0; count--) {
        String name = new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.UTF_8);
        int[] sums = new int[STRINGS];
        for (int i = 0; i < STRINGS; i++) {
          sums[i] = in.readInt();
        }
        rules.add(argumentSet(name, name, sums));
      }
    }
    return rules;
  }

  @ParameterizedTest
  @MethodSource("rules")
  void wordsAreThoseOfTheLibrary(String name, int[] sums) {
    PreTokenizer rule = WordRule.named(name).orElseThrow().preTokenizer();
    List<String> strings = Reference.strings();
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < STRINGS; i++) {
      String text = strings.get(i);
      List<String> words = new ArrayList<>();
      if (!text.isEmpty()) {
        rule.split(text, true, (word, atStart) -> words.add(word));
      }
      if (sum(String.join(" ", words)) != sums[i]) {
        differences.add("string " + i + " '" + text + "': " + words);
      }
    }
    assertThat(differences.stream().limit(5)).as("%d differences", differences.size()).isEmpty();
  }

  private static int sum(String text) {
    CRC32 sum = new CRC32();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return (int) sum.getValue();
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(60) // it takes a fraction of a second; if each space were tried in turn, hours
  void manySpacesBeforeAWordAreCutInLinearTime(WordRule rule) {
    List<String> words = new ArrayList<>();
    rule.preTokenizer()
        .split(" ".repeat(500_000) + "\u4E00", true, (word, first) -> words.add(word));
    assertThat(words.stream().mapToInt(String::length).sum()).isEqualTo(500_003);
  }

  @Test
  void everyRuleIsCompared() throws IOException {
    assertThat(rules()).hasSize(WordRule.values().length);
    assertThat(Arrays.stream(WordRule.values()).map(WordRule::preTokenizer)).doesNotContainNull();
  }

  @Test
  void aNameBelongsToOneRule() {
    assertThat(WordRule.names()).doesNotHaveDuplicates().contains("llama-bpe", "qwen2", "tekken");
    assertThat(WordRule.named("no-such-rule")).isEmpty();
  }
}
