package org.llamajvm.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.tokenizer.files.Tokenizers;

/** Files of tokenizers that ask for all time, all memory or all stack. */
class HostileTokenizerTest {
  private static final Duration HANGS = Duration.ofSeconds(60);

  @TempDir Path directory;

  private Tokenizer load(Map<String, Object> members) throws IOException {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("model", Map.of("type", "BPE", "vocab", Map.of("a", 0, "b", 1), "merges", List.of()));
    root.putAll(members);
    new ObjectMapper().writeValue(directory.resolve("tokenizer.json").toFile(), root);
    return Tokenizers.load(directory);
  }

  private static Map<String, Object> split(String regex) {
    return Map.of(
        "type",
        "Split",
        "pattern",
        Map.of("Regex", regex),
        "behavior",
        "Isolated",
        "invert",
        false);
  }

  private static Map<String, Object> replace(Map<String, Object> pattern, String content) {
    return Map.of("type", "Replace", "pattern", pattern, "content", content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a*)*b", "(a|a)*b", "(?:a+)+b", "a*a*a*a*a*a*a*b", "(?=(a*)*b)a"})
  void aPatternThatTracksBackIsStopped(String regex) throws IOException {
    Tokenizer tokenizer = load(Map.of("pre_tokenizer", split(regex)));
    String text = "a".repeat(20_000);
    assertTimeoutPreemptively(
        HANGS,
        () ->
            assertThatExceptionOfType(UnboundedPatternException.class)
                .isThrownBy(() -> tokenizer.encode(text))
                .withMessageStartingWith(
                    "The tokenizer's regular expression '%s' takes ".formatted(regex))
                .withMessageEndingWith(" for a text of 20000 characters"));
    assertThat(tokenizer.encode("ab")).isNotEmpty();
  }

  @Test
  void aPatternThatNeedsAllStackIsStopped() throws IOException {
    Tokenizer tokenizer = load(Map.of("pre_tokenizer", split("(a|b)*c")));
    assertThatExceptionOfType(UnboundedPatternException.class)
        .isThrownBy(() -> tokenizer.encode("a".repeat(1_000_000)))
        .withMessageContaining("more stack than there is");
  }

  @Test
  void patternsOfNormalizersAndDecodersAreStoppedToo() throws IOException {
    Map<String, Object> hostile = replace(Map.of("Regex", "(a*)*b"), "x");
    Tokenizer normalizing = load(Map.of("normalizer", hostile));
    String text = "a".repeat(1000);
    assertThatExceptionOfType(UnboundedPatternException.class)
        .isThrownBy(() -> normalizing.encode(text));
    Map<String, Object> model =
        Map.of("type", "BPE", "vocab", Map.of(text, 0), "merges", List.of());
    Tokenizer decoding = load(Map.of("model", model, "decoder", hostile));
    assertThatExceptionOfType(UnboundedPatternException.class)
        .isThrownBy(() -> decoding.decode(new int[] {0}));
  }

  @Test
  void aWellBehavedPatternReadsAMegabyte() throws IOException {
    Tokenizer tokenizer = load(Map.of("pre_tokenizer", split("\\s+(?!\\S)|\\s+|[^\\s]+|.{1,3}x")));
    for (String unit : List.of("a", " ", "ab ab  a\n")) {
      assertThat(tokenizer.encode(unit.repeat((1 << 20) / unit.length()))).isNotNull();
    }
  }

  private void refused(Map<String, Object> members, String problem) {
    assertTimeoutPreemptively(
        HANGS,
        () ->
            assertThatExceptionOfType(TokenizerFormatException.class)
                .isThrownBy(() -> load(members))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED))
                .withMessageContaining(problem)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500)));
  }

  @Test
  void aPatternIsNoLongerThanPatternsAre() {
    refused(
        Map.of("pre_tokenizer", split("x".repeat(1_000_000))),
        "a regular expression of 1000000 characters; supported: up to 10000");
    refused(Map.of("pre_tokenizer", split("(".repeat(9_000) + ")".repeat(999))), "regular");
  }

  @Test
  void repetitionsThatLookAtNothingAreRefused() {
    refused(
        Map.of("pre_tokenizer", split("(?:(?:(?:^){1000}){1000}){1000}")),
        "counts up to more than");
    refused(Map.of("pre_tokenizer", split("(?:){2000000000}")), "counts up to more than");
    refused(Map.of("pre_tokenizer", split("(?:){99999999999,}")), "counts up to more than");
  }

  @Test
  void aTextIsNotDoubledAgainAndAgain() {
    Map<String, Object> doubling = replace(Map.of("String", "a"), "aa");
    String problem = "could make a text more than 256 times as long";
    refused(
        Map.of(
            "normalizer",
            Map.of("type", "Sequence", "normalizers", Collections.nCopies(30, doubling))),
        problem);
    refused(Map.of("normalizer", replace(Map.of("Regex", ""), "x".repeat(1000))), problem);
    refused(Map.of("normalizer", Map.of("type", "Prepend", "prepend", "x".repeat(1000))), problem);
    refused(
        Map.of(
            "decoder", Map.of("type", "Sequence", "decoders", Collections.nCopies(30, doubling))),
        problem);
    refused(
        Map.of(
            "pre_tokenizer",
            Map.of(
                "type",
                "Sequence",
                "pretokenizers",
                Collections.nCopies(30, Map.of("type", "ByteLevel")))),
        problem);
  }

  @Test
  void stagesAreCounted() {
    refused(
        Map.of(
            "pre_tokenizer",
            Map.of(
                "type",
                "Sequence",
                "pretokenizers",
                Collections.nCopies(100_000, Map.of("type", "Digits")))),
        "as many as 64 stages");
  }

  @Test
  void anAddedTokenIsNoLongerThanTokensAre() {
    refused(
        Map.of("added_tokens", List.of(Map.of("id", 2, "content", "a".repeat(1_000_000)))),
        "an added token of 1000000 characters; supported: up to 1000");
  }
}
