package org.llamajvm.models.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.llamajvm.format.PlainFile;
import org.llamajvm.loader.safetensors.TensorInfo;
import org.llamajvm.loader.weights.TensorStore;

/**
 * The {@link Fingerprint} of {@code config.json}, the tokenizer's files, and of every tensor its
 * name, type, shape and some bytes. So the fine-tunes of one model have different ones too.
 */
final class DirectoryFingerprint {

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
    Fingerprint fingerprint = new Fingerprint();
    try {
      for (String name : FILES) {
        Path file = store.modelFiles().directory().resolve(name);
        if (Files.exists(file)) {
          fingerprint.add(PlainFile.read(file, LARGEST));
        }
      }
      for (String name : store.names()) {
        TensorInfo info = store.info(name);
        String description = "%s %s %s".formatted(name, info.dtype(), info.shape());
        fingerprint.addTensor(description, store.segment(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return fingerprint.text();
  }
}
