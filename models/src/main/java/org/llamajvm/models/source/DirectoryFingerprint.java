package org.llamajvm.models.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.llamajvm.format.PlainFile;
import org.llamajvm.format.Sha256;
import org.llamajvm.loader.safetensors.TensorInfo;
import org.llamajvm.loader.weights.TensorStore;

/**
 * Tells models apart without reading all of them: SHA-256 over {@code config.json}, the tokenizer's
 * files, and of every tensor its name, type, shape, and the first, middle and last {@value #SAMPLE}
 * bytes. So the fine-tunes of one model have different fingerprints too.
 */
final class DirectoryFingerprint {

  private static final int SAMPLE = 256;
  private static final long LARGEST = 1L << 30;
  private static final List<String> FILES =
      List.of("config.json", "tokenizer.json", "tokenizer.model");

  private DirectoryFingerprint() {}

  /**
   * The fingerprint, 64 hexadecimal digits.
   *
   * @throws UncheckedIOException if a file cannot be read
   */
  static String of(TensorStore store) {
    MessageDigest digest = Sha256.digest();
    try {
      for (String name : FILES) {
        Path file = store.modelFiles().directory().resolve(name);
        if (Files.exists(file)) {
          digest.update(PlainFile.read(file, LARGEST));
        }
      }
      for (String name : store.names()) {
        TensorInfo info = store.info(name);
        String description = "%s %s %s".formatted(name, info.dtype(), info.shape());
        digest.update(description.getBytes(StandardCharsets.UTF_8));
        sample(store.segment(name), digest);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void sample(MemorySegment bytes, MessageDigest digest) {
    long length = Math.min(SAMPLE, bytes.byteSize());
    long last = bytes.byteSize() - length;
    for (long offset : new long[] {0, last / 2, last}) {
      digest.update(bytes.asSlice(offset, length).asByteBuffer());
    }
  }
}
