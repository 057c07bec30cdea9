package org.llamajvm.tokenizer.pipeline;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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

  static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
