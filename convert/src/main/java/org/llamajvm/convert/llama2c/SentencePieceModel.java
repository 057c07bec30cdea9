package org.llamajvm.convert.llama2c;

import java.util.List;
import java.util.Locale;
import org.llamajvm.convert.llama2c.TokenizerBin.Token;

/**
 * Writes a SentencePiece {@code ModelProto} (sentencepiece_model.proto) of Llama's kind: BPE with
 * byte fallback, no normalisation but a space in front, pieces 0 to 2 unknown, begin and end, then
 * the 256 bytes.
 */
final class SentencePieceModel {

  private static final int NORMAL = 1;
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int BYTE = 6;
  private static final int BPE = 2;
  private static final int FIRST_BYTE = 3;
  private static final int BYTES = 256;

  private SentencePieceModel() {}

  static byte[] of(List<Token> tokens) {
    ProtoWriter model = new ProtoWriter();
    for (int id = 0; id < tokens.size(); id++) {
      model.message(1, piece(id, tokens.get(id)));
    }
    model.message(
        2,
        new ProtoWriter()
            .number(3, BPE)
            .number(4, tokens.size())
            .flag(35, true)
            .number(40, 0)
            .number(41, 1)
            .number(42, 2)
            .number(43, -1));
    model.message(
        3, new ProtoWriter().text(1, "identity").flag(3, true).flag(4, false).flag(5, true));
    return model.bytes();
  }

  private static ProtoWriter piece(int id, Token token) {
    int type = type(id, token.text());
    String text =
        switch (id) {
          case 0 -> "<unk>";
          case 1 -> "<s>";
          case 2 -> "</s>";
          default -> type == BYTE ? byteName(id - FIRST_BYTE) : token.text().replace(' ', '\u2581');
        };
    return new ProtoWriter().text(1, text).real(2, token.score()).number(3, type);
  }

  private static int type(int id, String text) {
    if (id < FIRST_BYTE) {
      return id == 0 ? UNKNOWN : CONTROL;
    }
    int value = id - FIRST_BYTE;
    boolean named = value < BYTES && text.equals(byteName(value));
    // Some versions of llama2.c's exporter write the character in place of the byte's name.
    boolean literal = value < BYTES && text.equals(Character.toString(value));
    return named || literal ? BYTE : NORMAL;
  }

  private static String byteName(int value) {
    return String.format(Locale.ROOT, "<0x%02X>", value);
  }
}
