package org.llamajvm.tokenizer.gguf;

/**
 * The rule of splitting that a byte-level vocabulary most likely was trained with, by tokens that
 * are peculiar to it: for files of the time before converters wrote it down.
 */
final class RuleGuess {

  private static final int LLAMA_3 = 128_256;
  private static final int FALCON = 65_024;
  private static final int SMALLEST_QWEN = 151_000;
  private static final int SMALLEST_TEKKEN = 130_000;
  private static final int STARCODER = 49_152;

  private RuleGuess() {}

  /** The name of the rule. */
  static String of(Tokens tokens) {
    int size = tokens.size();
    if (size == LLAMA_3 || has(tokens, "<|begin_of_text|>")) {
      return "llama-bpe";
    }
    if (has(tokens, "<\uFF5Cbegin\u2581of\u2581sentence\uFF5C>")) {
      return size < 50_000 ? "deepseek-coder" : size < 110_000 ? "deepseek-llm" : "deepseek-v3";
    }
    if (size > SMALLEST_QWEN && size < 153_000 && has(tokens, "<|im_start|>")) {
      return "qwen2";
    }
    if (size > SMALLEST_TEKKEN && has(tokens, "[INST]")) {
      return "tekken";
    }
    if (size == FALCON) {
      return "falcon";
    }
    if (size >= STARCODER && size < STARCODER + 16 && has(tokens, "<fim_prefix>")) {
      return "starcoder";
    }
    return has(tokens, "<|endoftext|>") && size < 52_000 ? "gpt-2" : "default";
  }

  private static boolean has(Tokens tokens, String text) {
    return tokens.vocabulary().find(text) >= 0;
  }
}
