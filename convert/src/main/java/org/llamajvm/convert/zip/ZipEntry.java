package org.llamajvm.convert.zip;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32;
import org.llamajvm.convert.files.MappedFile;
import org.llamajvm.format.ModelFormatException;

/**
 * One stored entry of an archive.
 *
 * @param file the archive
 * @param name name in the archive, parts separated by slashes
 * @param headerOffset where the local header begins
 * @param offset where the content begins
 * @param size bytes of the content
 * @param crc CRC-32 of the content; 0 if it was not computed
 */
public record ZipEntry(
    MappedFile file, String name, long headerOffset, long offset, long size, long crc) {

  private static final long STEP = 16 << 20;

  /** The content as it lies mapped, borrowed. */
  public MemorySegment content() {
    return file.segment().asSlice(offset, size);
  }

  /**
   * Reads the content through and compares its checksum. PyTorch writes 0 if it is told not to
   * compute any; then nothing is read.
   *
   * @throws ModelFormatException if the content has another checksum
   * @throws IOException if the file became shorter meanwhile
   */
  public void check() throws IOException {
    if (crc == 0) {
      return;
    }
    CRC32 sum = new CRC32();
    try {
      for (long at = 0; at < size; at += STEP) {
        sum.update(content().asSlice(at, Math.min(STEP, size - at)).asByteBuffer());
      }
    } catch (InternalError fault) {
      // how the JVM reports a page of a mapping that is no longer there
      throw new IOException(
          "File changed while it was read (file=%s)".formatted(file.path()), fault);
    }
    if (sum.getValue() != crc) {
      throw ModelFormatException.corrupt(
          file.path(),
          offset,
          "entry '%s' has CRC-32 %08x, expected %08x; fetch the file again"
              .formatted(name, sum.getValue(), crc));
    }
  }
}
