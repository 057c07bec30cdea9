package org.llamajvm.convert.rows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** Copying out of a mapped file that somebody else may cut short meanwhile. */
final class MappedCopy {

  private MappedCopy() {}

  /**
   * Copies bytes out of a mapping.
   *
   * @throws IOException if the file no longer holds them: the JVM reports the page fault as an
   *     {@link InternalError}
   */
  static void copy(
      Path file, MemorySegment from, long fromOffset, MemorySegment to, long toOffset, long bytes)
      throws IOException {
    try {
      MemorySegment.copy(from, fromOffset, to, toOffset, bytes);
    } catch (InternalError fault) {
      throw new IOException("File changed while it was read (file=%s)".formatted(file), fault);
    }
  }
}
