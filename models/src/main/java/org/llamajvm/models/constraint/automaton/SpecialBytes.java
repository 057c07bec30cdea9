package org.llamajvm.models.constraint.automaton;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * How special tokens stand in the bytes that a grammar reads: by name, between bytes that no UTF-8
 * has. In a {@code String}, a private character takes the place of these bytes.
 */
public final class SpecialBytes {

  /** The byte before and after the name of a special token. */
  public static final int MARK = 0xFF;

  private static final char MARK_CHAR = '\uFDD0'; // a non-character

  private SpecialBytes() {}

  /** A special token, as part of a text to be encoded. */
  public static String token(String name) {
    return MARK_CHAR + name + MARK_CHAR;
  }

  /** The bytes of a text with special tokens in it. */
  public static byte[] encode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int from = 0;
    for (int i = text.indexOf(MARK_CHAR); i >= 0; i = text.indexOf(MARK_CHAR, from)) {
      bytes.writeBytes(text.substring(from, i).getBytes(StandardCharsets.UTF_8));
      bytes.write(MARK);
      from = i + 1;
    }
    bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }
}
