package org.llamajvm.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** SHA-256 of files and bytes. */
public final class Sha256 {

  private static final int BUFFER_BYTES = 1 << 20;

  private Sha256() {}

  /**
   * Reads a file through.
   *
   * @param progress is told of bytes that were read, piece by piece
   * @return the sum in lower-case hexadecimal
   * @throws IOException if the file cannot be read
   */
  public static String of(Path file, LongConsumer progress) throws IOException {
    MessageDigest digest = digest();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.read(buffer.clear()) >= 0) {
        digest.update(buffer.flip());
        progress.accept(buffer.limit());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The sum of bytes in memory, in lower-case hexadecimal. */
  public static String of(byte[] content) {
    return HexFormat.of().formatHex(digest().digest(content));
  }

  /** A digest that has seen nothing yet. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
