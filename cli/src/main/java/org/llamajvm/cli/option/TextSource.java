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

  private TextSource() {}

  /**
   * Reads all of it.
   *
   * @throws IOException if it cannot be read or is not UTF-8
   */
  public static String read(String name, InputStream standardInput) throws IOException {
    boolean standard = name.equals(STANDARD_INPUT);
    if (!standard && Files.isDirectory(Path.of(name))) {
      throw new IOException("A directory where a text file is expected: " + name);
    }
    byte[] bytes = standard ? standardInput.readAllBytes() : Files.readAllBytes(Path.of(name));
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException(
          "Not UTF-8 text: " + (standard ? "standard input" : name) + "; convert it first", e);
    }
  }

  /** The text without the line end that editors put at the end of a file. */
  public static String withoutLastLineEnd(String text) {
    if (text.endsWith("\r\n")) {
      return text.substring(0, text.length() - 2);
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}
