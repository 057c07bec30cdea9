package org.llamajvm.models;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.llamajvm.format.ForeignText;
import org.llamajvm.format.PlainFile;

/**
 * The right to write a saved conversation, which one program has at a time: of two that go on with
 * the same file, each would overwrite what the other saves. Held as a lock on the file {@code
 * .NAME.lock} beside it, which the system lifts when the program ends, however it ends. File
 * systems without locks give everybody the right.
 */
public final class ChatLock implements AutoCloseable {

  private static final int LONGEST_NOTE = 200;
  private static final int ATTEMPTS = 16;

  /** The byte that is locked: far behind the note, which others can read so on every system. */
  private static final long LOCKED = 1L << 40;

  /**
   * What this process holds. The system counts locks by process and lifts all of them on a file
   * when the process closes that file once, so that a file that is held must not be opened again.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;

  private ChatLock(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Takes the right.
   *
   * @param file the conversation, which need not exist
   * @throws IOException if a program has it, which the message names, or if what lies there can be
   *     no conversation
   */
  public static ChatLock take(Path file) throws IOException {
    PlainFile.checkKind(file);
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath().normalize();
    Path path = target.resolveSibling("." + target.getFileName() + ".lock");
    PlainFile.checkKind(path);
    if (!HELD.add(path)) {
      throw inUse(file, "this program");
    }
    boolean taken = false;
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Optional<FileChannel> channel = lock(path, file);
        if (channel.isPresent()) {
          taken = true;
          return new ChatLock(path, channel.get());
        }
      }
      throw inUse(file, "others");
    } finally {
      if (!taken) {
        HELD.remove(path);
      }
    }
  }

  /** Opens and locks the file; nothing if it was deleted by its last owner meanwhile. */
  private static Optional<FileChannel> lock(Path path, Path file) throws IOException {
    FileChannel channel = open(path, file);
    boolean taken = false;
    try {
      Object opened = key(path);
      if (!tryLock(channel)) {
        throw inUse(file, "process " + note(channel));
      }
      taken = opened != null && opened.equals(key(path));
      if (taken) {
        channel.truncate(0);
        String note = String.valueOf(ProcessHandle.current().pid());
        channel.write(ByteBuffer.wrap(note.getBytes(StandardCharsets.UTF_8)), 0);
      }
      return taken ? Optional.of(channel) : Optional.empty();
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  private static FileChannel open(Path path, Path file) throws IOException {
    try {
      return FileChannel.open(
          path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      throw new IOException("Cannot save to %s: there is no such directory".formatted(file), e);
    } catch (AccessDeniedException e) {
      throw new IOException("Cannot save to %s: no permission to write there".formatted(file), e);
    }
  }

  private static boolean tryLock(FileChannel channel) {
    try {
      return channel.tryLock(LOCKED, 1, false) != null;
    } catch (IOException e) {
      return true; // no locks on this file system
    }
  }

  /** What tells this file from one of the same name; null if there is none. */
  private static Object key(Path path) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return Objects.requireNonNullElse(attributes.fileKey(), attributes.creationTime());
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static String note(FileChannel channel) throws IOException {
    ByteBuffer note = ByteBuffer.allocate(LONGEST_NOTE);
    int length = channel.read(note, 0);
    return new String(note.array(), 0, Math.max(0, length), StandardCharsets.UTF_8);
  }

  private static IOException inUse(Path file, String by) {
    return new IOException(
        "The conversation %s is in use%s; end that one first, or name another file"
            .formatted(ForeignText.message(file.toString()), " by " + ForeignText.part(by)));
  }

  /** Gives the right back. */
  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(path);
    } finally {
      channel.close();
      HELD.remove(path);
    }
  }
}
