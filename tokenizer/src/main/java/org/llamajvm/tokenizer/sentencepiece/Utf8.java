package org.llamajvm.tokenizer.sentencepiece;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Reads bytes as UTF-8 in the way of the sentencepiece library. */
final class Utf8 {

  private Utf8() {}

  /**
   * Appends the text of {@code bytes}, one U+FFFD for each byte that is no UTF-8, and empties them.
   */
  static void flush(ByteArrayOutputStream bytes, StringBuilder text) {
    if (bytes.size() == 0) {
      return;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes.toByteArray());
    CharBuffer out = CharBuffer.allocate(in.remaining());
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    while (in.hasRemaining()) {
      CoderResult result = decoder.decode(in, out, true);
      if (result.isError() || in.hasRemaining()) {
        out.put('\uFFFD');
        in.get();
      }
      decoder.reset();
    }
    text.append(out.flip());
    bytes.reset();
  }
}
