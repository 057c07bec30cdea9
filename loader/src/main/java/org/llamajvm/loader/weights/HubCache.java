package org.llamajvm.loader.weights;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.llamajvm.format.PlainFile;

/**
 * Directories in which Hugging Face's programs keep what they downloaded. The files of a model lie
 * in {@code models--OWNER--NAME/snapshots/COMMIT}; people name the directories above.
 */
public final class HubCache {

  private static final String SNAPSHOTS = "snapshots";
  private static final String REPOSITORY = "models--";
  private static final Path MAIN = Path.of("refs", "main");
  private static final int LONGEST_REFERENCE = 4096;
  private static final int MOST_NAMED = 5;

  private HubCache() {}

  /**
   * The directory that is meant: of a repository in the cache the snapshot that {@code refs/main}
   * names, or the only one there is; else the same directory.
   *
   * @throws IOException if the directory cannot be read
   */
  public static Path resolve(Path directory) throws IOException {
    if (!isRepository(directory)) {
      return directory;
    }
    Path snapshots = directory.resolve(SNAPSHOTS);
    Path main = directory.resolve(MAIN);
    if (Files.isRegularFile(main)) {
      String commit =
          new String(PlainFile.read(main, LONGEST_REFERENCE), StandardCharsets.UTF_8).strip();
      if (commit.matches("[0-9a-zA-Z]+") && Files.isDirectory(snapshots.resolve(commit))) {
        return snapshots.resolve(commit);
      }
    }
    List<Path> all = directories(snapshots, "");
    return all.size() == 1 ? all.getFirst() : directory;
  }

  /**
   * What to do with a directory that holds no model, if it is one of the cache.
   *
   * @throws IOException if it cannot be read
   */
  static Optional<String> advice(Path directory) throws IOException {
    if (isRepository(directory)) {
      List<Path> snapshots = directories(directory.resolve(SNAPSHOTS), "");
      return Optional.of(
          snapshots.isEmpty()
              ? "A repository in the cache of Hugging Face without a snapshot; download it again"
              : "A repository in the cache of Hugging Face; name a snapshot in it, such as "
                  + snapshots.getFirst());
    }
    List<Path> repositories = directories(directory, REPOSITORY);
    if (repositories.isEmpty()) {
      return Optional.empty();
    }
    List<String> names =
        repositories.stream().limit(MOST_NAMED).map(path -> path.getFileName().toString()).toList();
    return Optional.of(
        "The cache of Hugging Face; name one of the models in it, such as "
            + String.join(", ", names));
  }

  private static boolean isRepository(Path directory) {
    return Files.isDirectory(directory.resolve(SNAPSHOTS))
        && !Files.exists(directory.resolve("config.json"));
  }

  private static List<Path> directories(Path parent, String prefix) throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      return entries
          .filter(entry -> entry.getFileName().toString().startsWith(prefix))
          .filter(Files::isDirectory)
          .sorted()
          .toList();
    }
  }
}
