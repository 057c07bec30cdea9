package org.llamajvm.cli.option;

import java.io.IOException;

/** Bytes where UTF-8 text is expected. The message says where and what to do. */
public final class NotTextException extends IOException {

  private static final long serialVersionUID = 1L;

  private NotTextException(String message) {
    super(message);
  }

  /** For a whole text that was read. */
  static NotTextException of(String name, byte[] bytes) {
    boolean wide =
        bytes.length >= 2
            && ((bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE)
                || (bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF));
    return new NotTextException(
        "Not UTF-8 text: %s; convert it first, for example by iconv -f %s -t UTF-8"
            .formatted(name, wide ? "UTF-16" : "ISO-8859-1"));
  }

  /** For a line of standard input. */
  static NotTextException of(long line) {
    return new NotTextException(
        "Line %d of the input is not UTF-8 text; convert the input first, for example by iconv -f ISO-8859-1 -t UTF-8"
            .formatted(line));
  }
}
