package org.llamajvm.cli.option;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads text of the user's: from a file, or from standard input if it is called {@code -}. */
public final class TextSource {

  private static final String STANDARD_INPUT = "-";
  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final int MOST_BYTES = 64 << 20;

  private TextSource() {}

  /**
   * Reads all of it, without the mark that some editors put at the beginning of UTF-8.
   *
   * @throws NotTextException if it is not UTF-8
   * @throws IOException if it cannot be read, or has more than 64 MiB
   */
  public static String read(String name, InputStream standardInput) throws IOException {
    return name.equals(STANDARD_INPUT)
        ? text("standard input", standardInput.readNBytes(MOST_BYTES + 1))
        : text(name, readFile(Path.of(name)));
  }

  private static byte[] readFile(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("A directory where a text file is expected: " + file);
    }
    try (InputStream in = Files.newInputStream(file)) { // pipes too: bash gives <(...) as one
      return in.readNBytes(MOST_BYTES + 1);
    }
  }

  private static String text(String name, byte[] bytes) throws IOException {
    if (bytes.length > MOST_BYTES) {
      throw new IOException(
          "More than %d MiB where a text is expected: %s".formatted(MOST_BYTES >> 20, name));
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw NotTextException.of(name, bytes);
    }
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }

  /** The text without the line end that editors put at the end of a file. */
  public static String withoutLastLineEnd(String text) {
    if (text.endsWith("\r\n")) {
      return text.substring(0, text.length() - 2);
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}
