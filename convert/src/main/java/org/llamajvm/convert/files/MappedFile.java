package org.llamajvm.convert.files;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.format.PlainFile;

/**
 * A whole file, mapped for reading.
 *
 * @param path where it lies
 * @param segment its bytes, alive as long as the arena that it was opened in
 */
public record MappedFile(Path path, MemorySegment segment) {

  /**
   * Maps a file; the arena owns the mapping.
   *
   * @throws IOException if the file cannot be opened or mapped
   */
  public static MappedFile open(Path path, Arena arena) throws IOException {
    PlainFile.check(path);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return new MappedFile(path, channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
    }
  }

  /** Bytes of the file when it was mapped. */
  public long size() {
    return segment.byteSize();
  }

  /**
   * A run of bytes of the file.
   *
   * @param what what should stand there, for the message
   * @throws ModelFormatException if the file ends before it does
   */
  public MemorySegment slice(long offset, long length, String what) throws ModelFormatException {
    if (offset < 0 || length < 0 || offset > size() || length > size() - offset) {
      throw ModelFormatException.truncated(
          path,
          offset,
          "%s takes %d bytes, %d left".formatted(what, length, Math.max(0, size() - offset)));
    }
    return segment.asSlice(offset, length);
  }
}
