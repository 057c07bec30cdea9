package org.llamajvm.cli.option;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.format.ForeignText;
import org.llamajvm.hub.HubException;
import org.llamajvm.hub.ModelReference;
import org.llamajvm.hub.RepositoryName;
import org.llamajvm.hub.Surroundings;
import org.llamajvm.hub.find.FoundModel;
import org.llamajvm.hub.find.ModelCatalog;
import org.llamajvm.hub.find.StoredSettings;
import org.llamajvm.loader.weights.HubCache;

/**
 * Finds the model that a name means.
 *
 * @param surroundings say where models are
 * @param aliases names that the user has chosen, and what they stand for
 */
public record ModelNames(Surroundings surroundings, Map<String, String> aliases) {

  /** Where models that come with the program lie, below its home. */
  private static final String IN_THE_BOX = "models";

  /** The directory of the launcher. */
  private static final String HOME = "llama.home";

  /**
   * A model that is meant.
   *
   * @param path a directory or a GGUF file
   * @param name of the model, or what its path says of it
   * @param settings what the program that put it there keeps beside it
   */
  public record Chosen(Path path, String name, StoredSettings settings) {

    /** A model that is named by its path. */
    static Chosen at(Path path) throws IOException {
      return new Chosen(HubCache.resolve(path), name(path), StoredSettings.NONE);
    }

    /** In Hugging Face's cache a directory is named by its commit. */
    private static String name(Path path) {
      Path whole = path.toAbsolutePath().normalize();
      for (Path part : whole) {
        Optional<RepositoryName> repository = RepositoryName.ofFolder(part.toString());
        if (repository.isPresent()) {
          return repository.get().text();
        }
      }
      return String.valueOf(whole.getFileName());
    }
  }

  /** Copies the map. */
  public ModelNames {
    aliases = Map.copyOf(aliases);
  }

  /** All models there are. */
  public ModelCatalog catalog() {
    return ModelCatalog.of(surroundings, Optional.of(bundled()));
  }

  /** The directory of the models that come with the program; it need not be there. */
  static Path bundled() {
    return Path.of(System.getProperty(HOME, ".")).resolve(IN_THE_BOX);
  }

  /**
   * Finds a model: at a path, else by an alias, else by a name that {@link ModelCatalog#find}
   * knows.
   *
   * @throws org.llamajvm.hub.find.AmbiguousNameException if several have the name
   * @throws HubException if none has it, or a file of it is gone; the message says what to do
   * @throws IOException if a directory cannot be read
   */
  public Chosen find(String typed) throws IOException {
    if (typed.isBlank()) {
      throw new HubException(
          HubException.Kind.MISSING,
          "The name of the model is empty; llama list shows what there is");
    }
    Optional<Path> path = path(typed);
    if (path.isPresent() && (Files.exists(path.get()) || isPath(typed))) {
      return Chosen.at(path.get());
    }
    String alias = aliases.get(typed);
    if (alias != null) {
      Optional<Path> target = path(alias);
      if (target.isPresent() && (Files.exists(target.get()) || isPath(alias))) {
        return Chosen.at(target.get());
      }
    }
    FoundModel model = found(alias == null ? typed : alias);
    model.checkFiles();
    return new Chosen(model.path(), model.name(), model.settings().orElse(StoredSettings.NONE));
  }

  /**
   * Finds a model by its name among those there are.
   *
   * @throws org.llamajvm.hub.find.AmbiguousNameException if several have it
   * @throws HubException if none has it; the message says what to do
   */
  public FoundModel found(String name) throws IOException {
    ModelCatalog catalog = catalog();
    String meant = aliases.getOrDefault(name, name);
    Optional<FoundModel> model = catalog.find(meant);
    if (model.isPresent()) {
      return model.get();
    }
    throw new HubException(HubException.Kind.MISSING, unknown(meant, catalog));
  }

  private static String unknown(String name, ModelCatalog catalog) {
    List<String> similar = catalog.similar(name);
    StringBuilder sentence = new StringBuilder("There is no model ");
    sentence.append("'%s' here".formatted(ForeignText.part(name)));
    if (!similar.isEmpty()) {
      sentence.append("; is it ").append(String.join(" or ", similar)).append("?");
    }
    sentence.append(similar.isEmpty() ? "; " : " ").append("llama list shows what there is");
    if (name.contains("/") && ModelReference.parse(name).isPresent()) {
      sentence.append(", llama pull ").append(name).append(" fetches it");
    }
    return sentence.toString();
  }

  private Optional<Path> path(String text) {
    try {
      return text.startsWith("~") ? surroundings.expand(text) : Optional.of(Path.of(text));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  /** Whether a text can only be meant as a path. */
  private static boolean isPath(String text) {
    return text.startsWith("/")
        || text.startsWith("./")
        || text.startsWith("../")
        || text.startsWith("~")
        || text.endsWith("/")
        || text.endsWith(".gguf")
        || text.endsWith(".safetensors")
        || (File.separatorChar == '\\' && text.matches(".*\\\\.*|[A-Za-z]:.*"));
  }
}
