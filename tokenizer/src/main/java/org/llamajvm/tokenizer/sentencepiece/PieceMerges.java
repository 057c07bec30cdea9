package org.llamajvm.tokenizer.sentencepiece;

import java.util.List;
import org.llamajvm.tokenizer.bpe.Merges;
import org.llamajvm.tokenizer.bpe.Vocabulary;
import org.llamajvm.tokenizer.sentencepiece.ModelFile.Piece;

/**
 * The merges of SentencePiece: two symbols merge if their characters, one after the other, are a
 * piece. Pairs are looked up when they are met, because a vocabulary has far more of them than a
 * text uses. Holds scratch memory: one for each thread.
 */
final class PieceMerges implements Merges {

  private final Vocabulary vocabulary;
  private final List<Piece> pieces;
  private final char[] pair; // the characters of both symbols, as long as the longest piece

  /**
   * @param longest piece, in chars
   */
  PieceMerges(Vocabulary vocabulary, List<Piece> pieces, int longest) {
    this.vocabulary = vocabulary;
    this.pieces = pieces;
    pair = new char[longest];
  }

  @Override
  public long find(int left, int right) {
    if (Symbol.isFrozen(left) || Symbol.isFrozen(right)) {
      return NONE;
    }
    int middle = length(left);
    int end = middle + length(right);
    if (end > pair.length) {
      return NONE;
    }
    copy(left, 0);
    copy(right, middle);
    int id = vocabulary.find(pair, 0, end);
    return id >= 0 && pieces.get(id).type().merges()
        ? Merges.merge(rank(pieces.get(id).score()), id)
        : NONE;
  }

  private int length(int symbol) {
    return Symbol.isUnknown(symbol)
        ? Character.charCount(Symbol.codePoint(symbol))
        : vocabulary.length(symbol);
  }

  private void copy(int symbol, int at) {
    if (Symbol.isUnknown(symbol)) {
      Character.toChars(Symbol.codePoint(symbol), pair, at);
    } else {
      vocabulary.copy(symbol, pair, at);
    }
  }

  /**
   * The opposite order of the scores, as ints: the bits of IEEE 754 numbers of one sign are ordered
   * as the numbers are. Both zeros have the rank 0.
   */
  private static int rank(float score) {
    return score > 0 ? -1 - Float.floatToIntBits(score) : Float.floatToIntBits(0 - score);
  }
}
