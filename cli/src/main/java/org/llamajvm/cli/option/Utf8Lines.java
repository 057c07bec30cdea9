package org.llamajvm.cli.option;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Lines of UTF-8, ended by a line feed, a carriage return or both. Bytes that are no UTF-8 do not
 * pass unseen: see {@link #check}. Used by one thread at a time.
 */
public final class Utf8Lines {

  private static final int LONGEST_LINE = 64 << 20;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long number;
  private long malformed;
  private boolean skipsLineFeed;

  /**
   * Reads from a stream.
   *
   * @param in borrowed
   */
  public Utf8Lines(InputStream in) {
    this.in = in;
  }

  /**
   * The next line without its end; what is no UTF-8 in it is replaced. Null when there is none.
   *
   * @throws IOException if the stream cannot be read, or a line has more than 64 MiB
   */
  public String readLine() throws IOException {
    line.reset();
    for (int b = in.read(); b >= 0; b = in.read()) {
      boolean isSecondHalf = b == '\n' && skipsLineFeed;
      skipsLineFeed = b == '\r';
      if (isSecondHalf) {
        continue;
      }
      if (b == '\n' || b == '\r') {
        return text();
      }
      line.write(b);
      if (line.size() > LONGEST_LINE) {
        throw new IOException(
            "Line %d of the input has more than %d MiB".formatted(number + 1, LONGEST_LINE >> 20));
      }
    }
    return line.size() == 0 ? null : text();
  }

  private String text() {
    number++;
    byte[] bytes = line.toByteArray();
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      malformed = malformed == 0 ? number : malformed;
      text = new String(bytes, StandardCharsets.UTF_8);
    }
    return number == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }

  /**
   * Says so if a line since the last call was not UTF-8.
   *
   * @throws NotTextException if one was not
   */
  public void check() throws NotTextException {
    long first = malformed;
    malformed = 0;
    if (first > 0) {
      throw NotTextException.of(first);
    }
  }
}
