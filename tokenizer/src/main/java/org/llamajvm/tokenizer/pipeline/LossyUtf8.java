package org.llamajvm.tokenizer.pipeline;

/**
 * Reads bytes as UTF-8 with U+FFFD for what is none: one for each longest sequence that begins a
 * character (Unicode 16, section 3.9, "maximal subpart"). The JDK's decoder counts otherwise where
 * the bytes encode surrogates.
 */
final class LossyUtf8 {

  private LossyUtf8() {}

  static String decode(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length);
    for (int i = 0; i < bytes.length; ) {
      int first = bytes[i++] & 0xff;
      int following = first < 0xC2 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : first < 0xF5 ? 3 : 0;
      if (first < 0x80 || following == 0) {
        text.append(first < 0x80 ? (char) first : '\uFFFD');
        continue;
      }
      int low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
      int high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
      int codePoint = first & 0x3F >>> following;
      while (following > 0
          && i < bytes.length
          && (bytes[i] & 0xff) >= low
          && (bytes[i] & 0xff) <= high) {
        codePoint = codePoint << 6 | (bytes[i++] & 0x3F);
        following--;
        low = 0x80;
        high = 0xBF;
      }
      text.appendCodePoint(following == 0 ? codePoint : 0xFFFD);
    }
    return text.toString();
  }
}
