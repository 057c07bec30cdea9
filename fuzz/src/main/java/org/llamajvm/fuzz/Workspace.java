package org.llamajvm.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory for the files of one target, removed with the process's temporary files. */
final class Workspace {

  private final Path directory;

  Workspace(String target) {
    try {
      directory = Files.createTempDirectory("fuzz-" + target + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path directory() {
    return directory;
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  Path write(String name, byte[] bytes) throws IOException {
    return Files.write(file(name), bytes);
  }
}
