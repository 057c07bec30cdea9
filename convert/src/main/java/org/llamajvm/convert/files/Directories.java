package org.llamajvm.convert.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Directories as files of their own. */
public final class Directories {

  private Directories() {}

  /**
   * Makes names given to files last through a loss of power, where the system lets a directory be
   * synced; Windows does so by itself and refuses to open one.
   */
  @SuppressWarnings("EmptyCatch")
  static void sync(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // not a directory that can be opened: nothing to do
    }
  }
}
