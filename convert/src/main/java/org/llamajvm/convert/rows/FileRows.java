package org.llamajvm.convert.rows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import org.llamajvm.format.ModelFormatException;

/**
 * Rows that lie one after the other in a file, read rather than mapped: what has been read takes no
 * memory of the process, so there is nothing to let go of.
 *
 * @param channel open for reading, borrowed
 * @param file for messages
 * @param offset byte of the file at which the first row begins
 * @param count number of rows
 * @param rowBytes bytes of one row
 */
public record FileRows(FileChannel channel, Path file, long offset, long count, long rowBytes)
    implements Rows {

  private static final long MOST_AT_ONCE = 1 << 30;

  @Override
  public void read(long first, long number, MemorySegment into) throws IOException {
    Objects.checkFromIndexSize(first, number, count);
    long begin = offset + first * rowBytes;
    long length = number * rowBytes;
    for (long done = 0; done < length; ) {
      long step = Math.min(MOST_AT_ONCE, length - done);
      ByteBuffer buffer = into.asSlice(done, step).asByteBuffer();
      int read = channel.read(buffer, begin + done);
      if (read < 0) {
        throw ModelFormatException.truncated(
            file,
            begin + done,
            "safetensors file",
            "it became shorter while it was read; %d bytes are missing".formatted(length - done));
      }
      done += read;
    }
  }

  @Override
  public Rows cut(long parts) {
    return new FileRows(channel, file, offset, count * parts, rowBytes / parts);
  }

  @Override
  public void release() {
    // nothing is mapped
  }
}
