package org.llamajvm.server.request;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.llamajvm.tokenizer.Tokenizer;

/** What single tokens read like. Safe for use by many threads. */
public final class TokenTexts {

  private final Tokenizer tokenizer;

  /** For one tokenizer, borrowed. */
  public TokenTexts(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * The text of a token behind another one; empty if it has none. Bytes that are no whole
   * characters become U+FFFD.
   */
  public String text(int token) {
    return new String(utf8(token), StandardCharsets.UTF_8);
  }

  /**
   * The bytes of a token, each from 0 to 255: often a part of a character. Those of all tokens of a
   * text are the text.
   */
  public List<Integer> bytes(int token) {
    List<Integer> bytes = new ArrayList<>();
    for (byte b : utf8(token)) {
      bytes.add(Byte.toUnsignedInt(b));
    }
    return bytes;
  }

  private byte[] utf8(int token) {
    if (token >= tokenizer.vocabularySize()) {
      return new byte[0];
    }
    return tokenizer.isSpecial(token)
        ? tokenizer.pieceOf(token).getBytes(StandardCharsets.UTF_8)
        : tokenizer.bytesOf(token);
  }
}
