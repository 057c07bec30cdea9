package org.llamajvm.tokenizer.gguf;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.llamajvm.tokenizer.gguf.GgufVocabulary.SpecialId;

/**
 * Finds the tokens after which nothing is to be generated. Many files name one of several, or the
 * wrong one, so tokens count by their text as well.
 */
final class EndTokens {

  private static final List<SpecialId> BY_KEY =
      List.of(
          SpecialId.EOS,
          SpecialId.EOT,
          SpecialId.EOM,
          SpecialId.FIM_PAD,
          SpecialId.FIM_REP,
          SpecialId.FIM_SEP);

  private static final List<String> BY_TEXT =
      List.of(
          "<|eot_id|>",
          "<|im_end|>",
          "<|end|>",
          "<|return|>",
          "<|call|>",
          "<|flush|>",
          "<|calls|>",
          "<end_of_turn>",
          "<|endoftext|>",
          "</s>",
          "<|eom_id|>",
          "<EOT>",
          "_<EOT>",
          "[EOT]",
          "[EOS]",
          "<|end_of_text|>",
          "<end_of_utterance>",
          "<eos>",
          "<turn|>",
          "<|tool_response>",
          "<\uFF5Cend\u2581of\u2581sentence\uFF5C>",
          "[e~[");

  /** Tokens of code infilling, which stay what the file says that they are. */
  private static final List<String> OF_INFILLING =
      List.of("<|fim_pad|>", "<|repo_name|>", "<|file_sep|>");

  private EndTokens() {}

  /**
   * The ids in ascending order. Those found by their text become control tokens, if text cannot
   * become them by a merge.
   *
   * @param merged tokens that a merge yields
   */
  static List<Integer> find(Tokens tokens, BitSet merged) {
    BitSet ends = new BitSet();
    for (SpecialId which : BY_KEY) {
      tokens.id(which).ifPresent(ends::set);
    }
    for (String text : texts(tokens)) {
      int id = tokens.vocabulary().find(text);
      if (id >= 0 && !merged.get(id)) {
        ends.set(id);
        tokens.setType(id, TokenType.CONTROL);
      }
    }
    for (String text : OF_INFILLING) {
      int id = tokens.vocabulary().find(text);
      if (id >= 0 && tokens.type(id).isAdded()) {
        ends.set(id);
      }
    }
    return ends.stream().boxed().toList();
  }

  private static List<String> texts(Tokens tokens) {
    List<String> texts = new ArrayList<>(BY_TEXT);
    if (has(tokens, "<|return|>") && has(tokens, "<|call|>")) {
      texts.remove("<|end|>"); // ends one message of several in gpt-oss
    }
    if (has(tokens, "<|tool_response>")) {
      texts.remove("</s>"); // an HTML tag in Gemma 4
    }
    return texts;
  }

  private static boolean has(Tokens tokens, String text) {
    return tokens.vocabulary().find(text) >= 0;
  }
}
