package org.llamajvm.tokenizer.gguf;

import java.text.Normalizer.Form;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.llamajvm.tokenizer.TokenizerFormatException;
import org.llamajvm.tokenizer.bpe.BpeModel;
import org.llamajvm.tokenizer.bpe.IntList;
import org.llamajvm.tokenizer.bpe.MergeTable;
import org.llamajvm.tokenizer.bpe.Vocabulary;
import org.llamajvm.tokenizer.pipeline.Decoder;
import org.llamajvm.tokenizer.pipeline.Normalizer;
import org.llamajvm.tokenizer.pipeline.PipelineTokenizer;
import org.llamajvm.tokenizer.pipeline.PipelineTokenizer.Stages;
import org.llamajvm.tokenizer.pipeline.TextAssembler;

/**
 * The model {@code gpt2}: BPE by listed merges on bytes, in words that the file names a rule for.
 */
final class ByteLevelBuilder {

  /** Several times as many as any vocabulary has. */
  private static final int MOST_MERGES = 1 << 22;

  private ByteLevelBuilder() {}

  static GgufTokenizer build(GgufVocabulary file, Tokens tokens) throws TokenizerFormatException {
    WordRule rule = rule(file, tokens);
    IntList merges = merges(file, tokens);
    BitSet merged = new BitSet();
    for (int i = 2; i < merges.size(); i += 3) {
      merged.set(merges.get(i));
    }
    List<Integer> ends = EndTokens.find(tokens, merged);
    BitSet specials = new BitSet();
    tokens.added().forEach(token -> specials.set(token.id(), token.special()));
    BpeModel.Options options = new BpeModel.Options(-1, false, false, rule.ignoresMerges());
    List<Normalizer> normalizers =
        rule.composes() ? List.of(new Normalizer.Unicode(Form.NFC)) : List.of();
    Stages stages =
        new Stages(
            tokens.added(),
            new Normalizer.Sequence(normalizers),
            rule.preTokenizer(),
            new BpeModel(tokens.vocabulary(), table(merges, specials), options, specials),
            TextAssembler.of(new Decoder.ByteLevel()));
    PipelineTokenizer tokenizer =
        new PipelineTokenizer(stages, GgufTokenizers.frame(file, tokens, -1, -1, rule.addsBos()));
    return new GgufTokenizer(tokenizer, ends, tokens.notices());
  }

  /** How text is cut into words. */
  static WordRule rule(GgufVocabulary file, Tokens tokens) throws TokenizerFormatException {
    Optional<String> name = file.pre();
    if (name.isPresent()) {
      return WordRule.named(name.get())
          .orElseThrow(() ->
              tokens.unsupported(
                  "tokenizer.ggml.pre is '%s'; known are %s"
                      .formatted(name.get(), String.join(", ", WordRule.names()))));
    }
    String guess = RuleGuess.of(tokens);
    tokens.notice(
        ("The file does not say how text is cut into words (tokenizer.ggml.pre); by its tokens '%s'"
                + " is taken. Converters write the key since May 2024.")
            .formatted(guess));
    return WordRule.named(guess).orElseThrow();
  }

  /** Left, right and result of each merge, in the order of rank. */
  private static IntList merges(GgufVocabulary file, Tokens tokens)
      throws TokenizerFormatException {
    List<String> lines =
        file.merges()
            .orElseThrow(() -> tokens.corrupt("tokenizer.ggml.merges is missing; gpt2 needs it"));
    if (lines.size() > MOST_MERGES) {
      throw tokens.corrupt(
          "it has %d merges, expected at most %d".formatted(lines.size(), MOST_MERGES));
    }
    Vocabulary vocabulary = tokens.vocabulary();
    IntList merges = new IntList(3 * lines.size());
    for (int rank = 0; rank < lines.size(); rank++) {
      char[] chars = lines.get(rank).toCharArray();
      int space = lines.get(rank).indexOf(' ', 1);
      if (space < 0) {
        throw tokens.corrupt(
            "merge %d is '%s', expected two pieces with a space between"
                .formatted(rank, lines.get(rank)));
      }
      int left = vocabulary.find(chars, 0, space);
      int right = vocabulary.find(chars, space + 1, chars.length);
      System.arraycopy(chars, space + 1, chars, space, chars.length - space - 1);
      int result = vocabulary.find(chars, 0, chars.length - 1);
      if (left < 0 || right < 0 || result < 0) {
        throw tokens.corrupt(
            "merge %d, '%s', has a piece, or makes one, that is no token"
                .formatted(rank, lines.get(rank)));
      }
      merges.add(left);
      merges.add(right);
      merges.add(result);
    }
    return merges;
  }

  private static MergeTable table(IntList merges, BitSet specials) {
    MergeTable table = new MergeTable(merges.size() / 3);
    for (int i = 0; i < merges.size(); i += 3) {
      int result = merges.get(i + 2);
      if (!specials.get(result)) {
        table.put(merges.get(i), merges.get(i + 1), i / 3, result);
      }
    }
    return table;
  }
}
