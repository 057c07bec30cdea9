package org.llamajvm.hub.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.llamajvm.format.PlainFile;
import org.llamajvm.hub.Surroundings;

/**
 * Remembers which repositories of the cache this program has fetched, so that it may delete them.
 */
public final class PulledRepositories {

  private static final long MOST_BYTES = 16 << 20;

  private final Optional<Path> file;

  /** Keeps the list in the user's folder for such things, if there is one. */
  public PulledRepositories(Surroundings surroundings) {
    file = surroundings.state().map(state -> state.resolve("llama-jvm").resolve("pulled"));
  }

  /** Adds a repository's folder; where nothing can be kept, it is forgotten. */
  public void add(Path folder) {
    String line = key(folder);
    if (file.isEmpty() || contains(folder)) {
      return;
    }
    try {
      Files.createDirectories(file.get().getParent());
      Files.writeString(
          file.get(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException _) {
      return; // rm will ask for --force then
    }
  }

  /** Takes a repository's folder out, which is not there any more; a failure leaves it in. */
  public void remove(Path folder) {
    if (!contains(folder)) {
      return;
    }
    Path temporary = file.orElseThrow().resolveSibling("pulled." + UUID.randomUUID());
    try {
      try {
        List<String> others = lines().stream().filter(line -> !line.equals(key(folder))).toList();
        Files.write(temporary, others);
        Files.move(temporary, file.get(), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException _) {
      return; // another program's folder of that name would then count as ours
    }
  }

  /** Whether this program has fetched a repository. */
  public boolean contains(Path folder) {
    try {
      return file.isPresent() && Files.isRegularFile(file.get()) && lines().contains(key(folder));
    } catch (IOException _) {
      return false;
    }
  }

  private List<String> lines() throws IOException {
    byte[] bytes = PlainFile.read(file.orElseThrow(), MOST_BYTES);
    return new String(bytes, StandardCharsets.UTF_8).lines().toList();
  }

  private static String key(Path folder) {
    return folder.toAbsolutePath().normalize().toString();
  }
}
