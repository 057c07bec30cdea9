package org.llamajvm.tokenizer.gguf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.llamajvm.tokenizer.pipeline.Behavior;
import org.llamajvm.tokenizer.pipeline.BoundedPattern;
import org.llamajvm.tokenizer.pipeline.PreTokenizer;
import org.llamajvm.tokenizer.pipeline.WordPattern;

/**
 * How a byte-level vocabulary cuts text into words, by the names that {@code tokenizer.ggml.pre}
 * has for it. Each is what the {@code tokenizer.json} of the vocabulary's publisher does; where
 * there are several steps, each cuts the words of the one before.
 */
enum WordRule {
  GPT_2(
      false,
      false,
      "gpt-2 phi-2 jina-es jina-de jina-v1-en jina-v2-es jina-v2-de jina-v2-code roberta-bpe"
          + " modern-bert gigachat a.x-4.0 mellum exaone4 mpt olmo jais trillion granite-docling"),
  LLAMA_3(true, true, "llama-bpe llama3 llama-v3 falcon3 falcon-h1 pixtral midm-2.0 lfm2"),
  /** Llama 3's words without its habits. */
  CL100K(false, false, "dbrx smaug-bpe chatglm-bpe glm4"),
  /** Qwen's own vocabularies compose characters first. */
  QWEN_2(false, false, "qwen2"),
  QWEN_2_AS_IT_IS(false, false, "deepseek-r1-qwen megrez stablelm2 hunyuan kormo grok-2"),
  QWEN_35(false, false, "qwen35"),
  SMOLLM(false, false, "smollm starcoder refact command-r codeshell exaone minerva-7b"),
  TEKKEN(true, true, "tekken"),
  GPT_4O(true, false, "gpt-4o llama4 minimax-m2"),
  DEEPSEEK_LLM(false, false, "deepseek-llm"),
  DEEPSEEK_CODER(false, false, "deepseek-coder"),
  DEEPSEEK_V3(false, false, "deepseek-v3 hunyuan-dense"),
  FALCON(false, false, "falcon"),
  DEFAULT(false, false, "default");

  /** A text that each rule cuts in another way. */
  private static final String PROBE =
      "Hello World's DON'T we'LL 12345 3.14 x1y22z \u00BD\u00B2 \n\n  foo\tbar\r\n .,!? --=+$^`~|#/ a/b\n"
          + " \u4F60\u597D\u4E16\u754C \u3053\u3093\u306B\u3061\u306F \u30AB\u30BF\u30AB\u30CA"
          + " \uD55C\uAD6D\uC5B4 e\u0301\u0301 na\u00EFve \u00C0\u00C9 camelCaseWord HTTPServer"
          + " \u041F\u0440\u0438\u0432\u0435\u0442 \u0928\u092E\u0938\u094D\u0924\u0947"
          + " \u0639\u0631\u0628\u064A \uD83D\uDE00 _snake_case <|x|>  100000000  end  ";

  private static final int FLAGS =
      Pattern.UNICODE_CHARACTER_CLASS
          | Pattern.UNICODE_CASE
          | Pattern.MULTILINE
          | Pattern.UNIX_LINES;

  private final boolean ignoresMerges;
  private final boolean addsBos;
  private final String names; // with spaces between

  WordRule(boolean ignoresMerges, boolean addsBos, String names) {
    this.ignoresMerges = ignoresMerges;
    this.addsBos = addsBos;
    this.names = names;
  }

  /** The rule of this name, if it is known. */
  static Optional<WordRule> named(String name) {
    return Arrays.stream(values()).filter(rule -> rule.ownNames().contains(name)).findFirst();
  }

  /** The rule that cuts text as {@code other} does and has the same habits, if one does. */
  static Optional<WordRule> like(PreTokenizer other, boolean composes, boolean ignoresMerges) {
    List<String> words = words(other);
    return Arrays.stream(values())
        .filter(rule -> rule.composes() == composes && rule.ignoresMerges == ignoresMerges)
        .filter(rule -> words(rule.preTokenizer()).equals(words))
        .findFirst();
  }

  private static List<String> words(PreTokenizer rule) {
    List<String> words = new ArrayList<>();
    rule.split(PROBE, true, (word, _) -> words.add(word));
    return words;
  }

  /** The name that most files have for it. */
  String usualName() {
    return ownNames().getFirst();
  }

  /** All names that are known. */
  static List<String> names() {
    return Arrays.stream(values()).flatMap(rule -> rule.ownNames().stream()).sorted().toList();
  }

  private List<String> ownNames() {
    return List.of(names.split(" ", -1));
  }

  /** Whether a word that is a token is that token, whatever the merges say. */
  boolean ignoresMerges() {
    return ignoresMerges;
  }

  /** Whether a text gets the BOS token before it, if the file does not say. */
  boolean addsBos() {
    return addsBos;
  }

  /** Whether characters are composed (NFC) before text is cut. */
  boolean composes() {
    return this == QWEN_2 || this == QWEN_35;
  }

  /** Cuts text into words and writes their bytes as characters. */
  PreTokenizer preTokenizer() {
    return switch (this) {
      case GPT_2 -> bytesOf(known(WordPattern.GPT2));
      case LLAMA_3, CL100K -> bytesOf(known(WordPattern.LLAMA3));
      case QWEN_2, QWEN_2_AS_IT_IS -> bytesOf(known(WordPattern.QWEN2));
      case QWEN_35 -> bytesOf(around(WordPatterns.QWEN35));
      case SMOLLM -> bytesOf(new PreTokenizer.Digits(true), known(WordPattern.GPT2));
      case TEKKEN -> bytesOf(around(WordPatterns.TEKKEN));
      case GPT_4O -> bytesOf(around(WordPatterns.GPT_4O));
      case DEEPSEEK_LLM ->
          bytesOf(
              around(WordPatterns.ONE_NEWLINE),
              around(WordPatterns.CASED_LETTERS),
              around(WordPatterns.WIDE_PUNCTUATION),
              around(WordPatterns.FINAL_SPACES),
              around(WordPatterns.EAST_ASIAN),
              new PreTokenizer.Digits(true));
      case DEEPSEEK_CODER ->
          bytesOf(
              around(WordPatterns.ONE_NEWLINE),
              around(WordPatterns.LETTERS),
              around(WordPatterns.PUNCTUATION),
              around(WordPatterns.EAST_ASIAN),
              new PreTokenizer.Digits(true));
      case DEEPSEEK_V3 ->
          bytesOf(
              around(WordPatterns.UP_TO_THREE_DIGITS),
              around(WordPatterns.KANA_AND_HAN),
              around(WordPatterns.DEEPSEEK_V3));
      case FALCON ->
          new PreTokenizer.Sequence(
              List.of(
                  around(WordPatterns.SYMBOLS_AND_BACKTICKS),
                  known(WordPattern.GPT2),
                  new PreTokenizer.ByteLevel(),
                  new PreTokenizer.Digits(false),
                  around(WordPatterns.THREE_DIGITS)));
      case DEFAULT ->
          bytesOf(
              around(WordPatterns.SYMBOLS),
              known(WordPattern.GPT2),
              around(WordPatterns.DIGITS),
              around(WordPatterns.THREE_DIGITS));
    };
  }

  private static PreTokenizer bytesOf(PreTokenizer... steps) {
    return new PreTokenizer.Sequence(
        Stream.concat(Arrays.stream(steps), Stream.of(new PreTokenizer.ByteLevel())).toList());
  }

  private static PreTokenizer known(WordPattern pattern) {
    return new PreTokenizer.Known(pattern);
  }

  /** Each match is a word, and so is what lies between two. */
  private static PreTokenizer around(String regex) {
    return new PreTokenizer.Split(
        new BoundedPattern(Pattern.compile(regex, FLAGS)), Behavior.ISOLATED, false);
  }
}
