package org.llamajvm.models;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The file that is written before it takes another one's place. It is locked as long as it is
 * written: one that nobody holds was left by a program that was killed, and is deleted when the
 * next one is made. Used by one thread.
 */
final class TemporaryFile implements AutoCloseable {

  private static final String PREFIX = ".llama-chat";
  private static final String SUFFIX = ".tmp";
  private static final int ATTEMPTS = 8;

  private final Path path;
  private final FileChannel channel;

  private TemporaryFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Makes an empty file, and deletes those that were left in the directory.
   *
   * @throws IOException if it cannot be made
   */
  static TemporaryFile create(Path directory) throws IOException {
    sweep(directory);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Path path = Files.createTempFile(directory, ofThisProcess(), SUFFIX);
      Optional<TemporaryFile> file = lockedAt(path);
      if (file.isPresent()) {
        return file.get();
      }
    }
    throw new IOException("Temporary files vanish from " + directory);
  }

  /** Nothing if another program took the file, before it was locked, for one that was left. */
  private static Optional<TemporaryFile> lockedAt(Path path) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    lock(channel);
    if (!Files.exists(path)) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(new TemporaryFile(path, channel));
  }

  /** Where the file system has no locks, nothing is swept either. */
  private static boolean lock(FileChannel channel) {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false;
    }
  }

  /** Closing a file once may lift all locks on it that a process holds: its own are not opened. */
  private static String ofThisProcess() {
    return PREFIX + ProcessHandle.current().pid() + "-";
  }

  private static void sweep(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
      for (Path file : files) {
        if (!file.getFileName().toString().startsWith(ofThisProcess()) && isLeft(file)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static boolean isLeft(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return lock(channel);
    } catch (IOException e) {
      return false; // another user's, or just gone
    }
  }

  /** Open for reading and writing, closed with this. */
  FileChannel channel() {
    return channel;
  }

  /**
   * Gives the file another's name and place, at once.
   *
   * @throws IOException if that fails; the other file is as it was
   */
  void moveTo(Path target) throws IOException {
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Deletes the file unless it was moved. */
  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(path);
    } finally {
      channel.close();
    }
  }
}
