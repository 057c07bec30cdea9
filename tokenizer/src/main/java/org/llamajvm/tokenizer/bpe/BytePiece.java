package org.llamajvm.tokenizer.bpe;

import java.util.HexFormat;

/** The pieces of byte fallback: {@code <0x00>} to {@code <0xFF>}. */
public final class BytePiece {

  private BytePiece() {}

  /** The byte that a piece stands for, or -1. */
  public static int byteOf(String piece) {
    if (piece.length() != 6
        || !piece.startsWith("<0x")
        || piece.charAt(5) != '>'
        || !HexFormat.isHexDigit(piece.charAt(3))
        || !HexFormat.isHexDigit(piece.charAt(4))) {
      return -1;
    }
    return HexFormat.fromHexDigits(piece, 3, 5);
  }

  /** The id of the piece of each byte; -1 for those that the vocabulary does not have. */
  public static int[] ids(Vocabulary vocabulary) {
    HexFormat hex = HexFormat.of().withUpperCase();
    int[] ids = new int[256];
    for (int b = 0; b < 256; b++) {
      ids[b] = vocabulary.find("<0x" + hex.toHexDigits((byte) b) + ">");
    }
    return ids;
  }
}
