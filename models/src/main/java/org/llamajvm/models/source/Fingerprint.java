package org.llamajvm.models.source;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.llamajvm.format.Sha256;

/**
 * Tells models apart without reading all of them: SHA-256 over what is said of a model, and of
 * every tensor its description and its first, middle and last {@value #SAMPLE} bytes. For one
 * thread.
 */
final class Fingerprint {

  private static final int SAMPLE = 256;

  private final MessageDigest digest = Sha256.digest();

  void add(byte[] bytes) {
    digest.update(bytes);
  }

  /** Adds memory of up to 2 GB as a whole. */
  void add(MemorySegment bytes) {
    digest.update(bytes.asByteBuffer());
  }

  void addTensor(String description, MemorySegment bytes) {
    digest.update(description.getBytes(StandardCharsets.UTF_8));
    long length = Math.min(SAMPLE, bytes.byteSize());
    long last = bytes.byteSize() - length;
    for (long offset : new long[] {0, last / 2, last}) {
      digest.update(bytes.asSlice(offset, length).asByteBuffer());
    }
  }

  /** 64 hexadecimal digits. */
  String text() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
