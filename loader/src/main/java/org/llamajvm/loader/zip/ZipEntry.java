package org.llamajvm.loader.zip;

import java.lang.foreign.MemorySegment;
import org.llamajvm.loader.mapped.MappedFile;

/**
 * One stored entry of an archive.
 *
 * @param file the archive
 * @param name name in the archive, parts separated by slashes
 * @param headerOffset where the local header begins
 * @param offset where the content begins
 * @param size bytes of the content
 */
public record ZipEntry(MappedFile file, String name, long headerOffset, long offset, long size) {

  /** The content as it lies mapped, borrowed. */
  public MemorySegment content() {
    return file.segment().asSlice(offset, size);
  }
}
