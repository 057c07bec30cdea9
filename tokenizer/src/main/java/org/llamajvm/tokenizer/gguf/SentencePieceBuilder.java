package org.llamajvm.tokenizer.gguf;

import java.util.BitSet;
import java.util.List;
import org.llamajvm.tokenizer.TokenizerFormatException;
import org.llamajvm.tokenizer.gguf.GgufVocabulary.Setting;
import org.llamajvm.tokenizer.gguf.GgufVocabulary.SpecialId;
import org.llamajvm.tokenizer.pipeline.Normalizer;
import org.llamajvm.tokenizer.pipeline.PipelineTokenizer;
import org.llamajvm.tokenizer.pipeline.PipelineTokenizer.Stages;
import org.llamajvm.tokenizer.sentencepiece.SentencePiece;

/**
 * The model {@code llama}: SentencePiece's BPE by scores, with a piece for each byte. Text after an
 * added token gets a space before it, as at the beginning, unless the file says that none does.
 */
final class SentencePieceBuilder {

  private static final int BOS = 1;
  private static final int EOS = 2;
  private static final int UNKNOWN = 0;
  private static final String SPACE = "\u2581";

  private SentencePieceBuilder() {}

  static GgufTokenizer build(GgufVocabulary file, Tokens tokens) throws TokenizerFormatException {
    List<Integer> ends = EndTokens.find(tokens, new BitSet());
    setUnknown(tokens);
    SentencePiece model =
        SentencePiece.of(
            file.file(),
            tokens.texts(),
            file.scores() == null ? new float[tokens.size()] : file.scores(),
            pieceTypes(tokens),
            file.is(Setting.ADD_SPACE_PREFIX, true),
            file.is(Setting.REMOVE_EXTRA_WHITESPACES, false));
    Stages stages =
        new Stages(
            tokens.added().stream().filter(token -> !token.content().contains(SPACE)).toList(),
            new Normalizer.Sequence(List.of()),
            model.normalizer(true),
            model.model(),
            model.assembler());
    PipelineTokenizer tokenizer =
        new PipelineTokenizer(stages, GgufTokenizers.frame(file, tokens, BOS, EOS, true));
    return new GgufTokenizer(tokenizer, ends, tokens.notices());
  }

  /** SentencePiece demands a piece for what is unknown. */
  private static void setUnknown(Tokens tokens) {
    for (int id = 0; id < tokens.size(); id++) {
      if (tokens.type(id) == TokenType.UNKNOWN) {
        return;
      }
    }
    tokens.setType(tokens.id(SpecialId.UNKNOWN).orElse(UNKNOWN), TokenType.UNKNOWN);
  }

  /**
   * The types in SentencePiece's numbers, which are the same. Added tokens count as control pieces:
   * they are found before SentencePiece sees the text. Only those with its sign for a space are
   * found in what it makes of the text.
   */
  private static int[] pieceTypes(Tokens tokens) {
    int[] types = new int[tokens.size()];
    for (int id = 0; id < types.length; id++) {
      TokenType type = tokens.type(id);
      boolean found = type == TokenType.USER_DEFINED && !tokens.text(id).contains(SPACE);
      types[id] = (found ? TokenType.CONTROL : type).number();
    }
    return types;
  }
}
