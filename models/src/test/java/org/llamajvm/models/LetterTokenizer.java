package org.llamajvm.models;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.llamajvm.tokenizer.Span;
import org.llamajvm.tokenizer.SpecialTokens;
import org.llamajvm.tokenizer.Tokenizer;

/** The letters a to z as tokens 0 to 25, and 26 for BOS. */
final class LetterTokenizer implements Tokenizer {

  static final int BOS = 26;

  @Override
  public int vocabularySize() {
    return 27;
  }

  @Override
  public int[] encode(List<Span> spans) {
    String text = spans.stream().map(Span::text).collect(Collectors.joining());
    return text.chars().map(letter -> letter - 'a').toArray();
  }

  @Override
  public int[] prefix() {
    return new int[] {BOS};
  }

  @Override
  public int[] suffix() {
    return new int[0];
  }

  @Override
  public String decode(int[] ids, SpecialTokens specials) {
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      if (!isSpecial(id) || specials == SpecialTokens.SHOW) {
        text.append(pieceOf(id));
      }
    }
    return text.toString();
  }

  @Override
  public OptionalInt bosId() {
    return OptionalInt.of(BOS);
  }

  @Override
  public OptionalInt eosId() {
    return OptionalInt.empty();
  }

  @Override
  public OptionalInt idOf(String piece) {
    return piece.equals("<s>") ? bosId() : OptionalInt.of(piece.charAt(0) - 'a');
  }

  @Override
  public String pieceOf(int id) {
    return isSpecial(id) ? "<s>" : Character.toString('a' + id);
  }

  @Override
  public boolean isSpecial(int id) {
    return id == BOS;
  }
}
