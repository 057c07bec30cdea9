package org.llamajvm.convert.files;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.llamajvm.format.Sha256;
import org.llamajvm.loader.weights.ModelFiles;

/**
 * A file that is written under the name {@code NAME.partial}, hashed on the way, synced, and only
 * then given its name. Used by one thread at a time.
 */
public final class PartialFile implements AutoCloseable {

  private static final long MOST_AT_ONCE = 8 << 20;

  private final Path target;
  private final Path partial;
  private final FileChannel channel;
  private final BackgroundSync sync;
  private final MessageDigest digest = Sha256.digest();
  private long size;

  private PartialFile(Path target, Path partial, FileChannel channel) {
    this.target = target;
    this.partial = partial;
    this.channel = channel;
    this.sync = new BackgroundSync(channel);
  }

  /**
   * Begins a file; what was left of an earlier attempt is overwritten.
   *
   * @throws IOException if the file cannot be created
   */
  public static PartialFile create(Path target) throws IOException {
    Path partial = target.resolveSibling(target.getFileName() + ModelFiles.PARTIAL_SUFFIX);
    return new PartialFile(
        target,
        partial,
        FileChannel.open(
            partial,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE));
  }

  /**
   * Writes a small file whole.
   *
   * @throws IOException if it cannot be written
   */
  public static WrittenFile write(Path target, byte[] content) throws IOException {
    try (PartialFile file = create(target)) {
      file.append(MemorySegment.ofArray(content));
      return file.finish();
    }
  }

  /**
   * Appends bytes.
   *
   * @throws IOException if they cannot be written, for instance because the disk is full
   */
  public void append(MemorySegment bytes) throws IOException {
    for (long done = 0; done < bytes.byteSize(); done += MOST_AT_ONCE) {
      ByteBuffer buffer =
          bytes.asSlice(done, Math.min(MOST_AT_ONCE, bytes.byteSize() - done)).asByteBuffer();
      digest.update(buffer.duplicate());
      size += buffer.remaining();
      write(buffer);
    }
  }

  private void write(ByteBuffer buffer) throws IOException {
    try {
      while (buffer.hasRemaining()) {
        sync.written(channel.write(buffer));
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private IOException failure(IOException cause) {
    return new IOException("Cannot write " + partial + ": " + cause.getMessage(), cause);
  }

  /**
   * Syncs the file and gives it its name.
   *
   * @return what was written
   * @throws IOException if it cannot be synced or renamed
   */
  public WrittenFile finish() throws IOException {
    try {
      sync.await();
      channel.force(true);
      channel.close();
    } catch (IOException e) {
      throw failure(e);
    }
    Files.move(
        partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Directories.sync(target.toAbsolutePath().getParent());
    return new WrittenFile(
        target.getFileName().toString(), size, HexFormat.of().formatHex(digest.digest()));
  }

  /** Closes the file; one that was not finished stays under its partial name. */
  @Override
  public void close() throws IOException {
    sync.close();
    channel.close();
  }
}
