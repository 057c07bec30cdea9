package org.llamajvm.hub.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.llamajvm.hub.RepositoryName;
import org.llamajvm.hub.Surroundings;

/**
 * The cache of Hugging Face's programs: a directory for each repository, and one for locks.
 *
 * @param path the directory, which need not be there
 */
public record CacheDirectory(Path path) {

  private static final String TAG = "CACHEDIR.TAG";
  private static final String TAG_TEXT =
      """
      Signature: 8a477f597d28d172789f06886806bc55
      # This directory holds files that can be downloaded again; backups may leave it out.
      # See https://bford.info/cachedir/
      """;

  /**
   * The one that counts for a user: {@code HF_HUB_CACHE}, else {@code hub} in {@code HF_HOME}, else
   * the usual place.
   *
   * @return nothing if there is neither a variable nor a home
   */
  public static Optional<CacheDirectory> of(Surroundings surroundings) {
    return surroundings
        .path("HF_HUB_CACHE")
        .or(() -> surroundings.path("HUGGINGFACE_HUB_CACHE"))
        .or(() -> home(surroundings).map(home -> home.resolve("hub")))
        .map(CacheDirectory::new);
  }

  /** The directory of Hugging Face's programs, in which the token lies, too. */
  public static Optional<Path> home(Surroundings surroundings) {
    return surroundings
        .path("HF_HOME")
        .or(() ->
            surroundings
                .path("XDG_CACHE_HOME")
                .or(() -> surroundings.atHome(".cache"))
                .map(caches -> caches.resolve("huggingface")));
  }

  /** A repository, which need not be there. */
  public CachedRepository repository(RepositoryName name) {
    return new CachedRepository(
        name, path.resolve(name.folder()), path.resolve(".locks").resolve(name.folder()));
  }

  /**
   * The repositories of models that are there, in the order of their names.
   *
   * @throws IOException if the directory is there and cannot be read
   */
  public List<CachedRepository> repositories() throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries
          .map(entry -> Objects.toString(entry.getFileName()))
          .sorted()
          .map(RepositoryName::ofFolder)
          .flatMap(Optional::stream)
          .map(this::repository)
          .toList();
    }
  }

  /**
   * Makes the directory, and tells programs that make backups what it is.
   *
   * @throws IOException if it cannot be made
   */
  public void create() throws IOException {
    Files.createDirectories(path);
    Path tag = path.resolve(TAG);
    if (Files.notExists(tag)) {
      Files.writeString(tag, TAG_TEXT);
    }
  }
}
