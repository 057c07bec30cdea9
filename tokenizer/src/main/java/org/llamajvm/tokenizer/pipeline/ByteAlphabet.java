package org.llamajvm.tokenizer.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The alphabet of byte-level BPE: each byte as a printable character. Printable bytes of Latin-1
 * stand for themselves, the others are U+0100 and on in their order. Its source is GPT-2's {@code
 * encoder.py}.
 */
public final class ByteAlphabet {

  private static final char[] CHARS = new char[256];
  private static final int[] BYTES = new int[256 + 68];

  static {
    Arrays.fill(BYTES, -1);
    char next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable =
          (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || (b >= 0xAE && b <= 0xFF);
      CHARS[b] = printable ? (char) b : next++;
      BYTES[CHARS[b]] = b;
    }
  }

  private ByteAlphabet() {}

  /** The bytes of {@code text} in UTF-8, each as its character. */
  public static String write(String text) {
    return write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Each byte as its character. */
  public static String write(byte[] bytes) {
    char[] chars = new char[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      chars[i] = CHARS[bytes[i] & 0xff];
    }
    return new String(chars);
  }

  /** The byte that a character stands for, or -1. */
  static int byteOf(char c) {
    return c < BYTES.length ? BYTES[c] : -1;
  }
}
