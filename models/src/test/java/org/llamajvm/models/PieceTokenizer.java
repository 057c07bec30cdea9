package org.llamajvm.models;

import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.llamajvm.tokenizer.Span;
import org.llamajvm.tokenizer.SpecialTokens;
import org.llamajvm.tokenizer.Tokenizer;

/**
 * ASCII characters as tokens 0 to 127, a question mark for others, {@code ab} as token 128, and as
 * special tokens {@code <u>}, {@code <s>}, {@code <a>} and {@code <e>}, which open the message of a
 * user, of the system and of an assistant, and end each.
 */
final class PieceTokenizer implements Tokenizer {

  static final int AB = 128;
  static final int USER = 129;
  static final int ASSISTANT = 131;
  static final int END = 132;
  static final String TEMPLATE =
      "{% for m in messages %}{{ '<' + m.role[0] + '>' + m.content + '<e>' }}{% endfor %}"
          + "{% if add_generation_prompt %}{{ '<a>' }}{% endif %}";

  private static final List<String> SPECIAL = List.of("<u>", "<s>", "<a>", "<e>");

  @Override
  public int vocabularySize() {
    return END + 1;
  }

  @Override
  public int[] encode(List<Span> spans) {
    StringBuilder text = new StringBuilder();
    BitSet trusted = new BitSet();
    for (Span span : spans) {
      trusted.set(text.length(), text.length() + span.text().length(), span.trusted());
      text.append(span.text());
    }
    IntStream.Builder ids = IntStream.builder();
    int i = 0;
    while (i < text.length()) {
      int special =
          i + 3 <= text.length() && trusted.nextClearBit(i) >= i + 3
              ? SPECIAL.indexOf(text.substring(i, i + 3))
              : -1;
      if (special >= 0) {
        ids.add(USER + special);
        i += 3;
      } else if (text.indexOf("ab", i) == i) {
        ids.add(AB);
        i += 2;
      } else {
        char c = text.charAt(i++);
        ids.add(c < AB ? c : '?');
      }
    }
    return ids.build().toArray();
  }

  @Override
  public int[] prefix() {
    return new int[0];
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
    return OptionalInt.empty();
  }

  @Override
  public OptionalInt eosId() {
    return OptionalInt.of(END);
  }

  @Override
  public OptionalInt idOf(String piece) {
    int special = SPECIAL.indexOf(piece);
    return special < 0 ? OptionalInt.empty() : OptionalInt.of(USER + special);
  }

  @Override
  public String pieceOf(int id) {
    if (isSpecial(id)) {
      return SPECIAL.get(id - USER);
    }
    return id == AB ? "ab" : Character.toString(id);
  }

  @Override
  public boolean isSpecial(int id) {
    return id >= USER;
  }
}
