package org.llamajvm.hub.find;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.llamajvm.hub.HubException;

/**
 * A model on this machine.
 *
 * @param name as it is called where it lies, without the prefix of the origin
 * @param origin which program put it there
 * @param root the directory that the program keeps it in: of a repository, a folder, or the store
 * @param path what is opened to run it: a directory, or a GGUF file, of a set the first one
 * @param files that make it up and lie there for nothing else, weights first
 * @param bytes of its weights
 * @param settings what the program keeps beside it
 * @param damage why it cannot be opened, in a sentence, if what the program keeps says so already
 */
public record FoundModel(
    String name,
    Origin origin,
    Path root,
    Path path,
    List<Path> files,
    long bytes,
    Optional<StoredSettings> settings,
    Optional<String> damage) {

  /** Copies the list. */
  public FoundModel {
    files = List.copyOf(files);
  }

  /** One of which nothing says that it is damaged. */
  FoundModel(
      String name,
      Origin origin,
      Path root,
      Path path,
      List<Path> files,
      long bytes,
      Optional<StoredSettings> settings) {
    this(name, origin, root, path, files, bytes, settings, Optional.empty());
  }

  /** The name with the prefix of its origin, which no other model has. */
  public String fullName() {
    return origin.prefix() + ":" + name;
  }

  /**
   * Checks that all files are there: what a program has noted down may be gone since.
   *
   * @throws HubException if one is not, or the model is known to be damaged; the message says how
   *     to get it again
   */
  public void checkFiles() throws HubException {
    if (damage.isPresent()) {
      throw new HubException(HubException.Kind.CORRUPT, damage.get() + remedy());
    }
    for (Path file : files) {
      if (Files.notExists(file)) {
        throw new HubException(
            HubException.Kind.MISSING,
            "A file of %s is not there any more%s: %s".formatted(fullName(), remedy(), file));
      }
    }
  }

  private String remedy() {
    return switch (origin) {
      case OLLAMA -> "; ollama pull %s fetches it again".formatted(name);
      case HUGGING_FACE -> "; llama pull %s fetches it again".formatted(name);
      case OWN, LLAMA_CPP, LM_STUDIO, FOLDER -> "";
    };
  }
}
