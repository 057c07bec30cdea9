package org.llamajvm.server.request;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.llamajvm.tokenizer.SpecialTokens;
import org.llamajvm.tokenizer.Tokenizer;

/** What single tokens read like. Safe for use by many threads. */
public final class TokenTexts {

  private final Tokenizer tokenizer;

  /** For one tokenizer, borrowed. */
  public TokenTexts(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** The text of a token; empty if it has none. */
  public String text(int token) {
    return token < tokenizer.vocabularySize()
        ? tokenizer.decode(new int[] {token}, SpecialTokens.SHOW)
        : "";
  }

  /** The bytes of a text, each from 0 to 255. */
  public static List<Integer> bytes(String text) {
    List<Integer> bytes = new ArrayList<>();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      bytes.add(Byte.toUnsignedInt(b));
    }
    return bytes;
  }
}
