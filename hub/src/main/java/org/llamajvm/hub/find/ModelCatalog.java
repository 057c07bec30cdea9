package org.llamajvm.hub.find;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.format.PlainFile;
import org.llamajvm.hub.Surroundings;
import org.llamajvm.hub.cache.CacheDirectory;

/**
 * All models on this machine, as they were when the catalog was made. Safe to share between
 * threads.
 */
public final class ModelCatalog {

  private static final int LONGEST_POINTER = 4096;

  private final Map<String, FoundModel> byName;
  private final List<String> problems;

  private ModelCatalog(Map<String, FoundModel> byName, List<String> problems) {
    this.byName = byName;
    this.problems = List.copyOf(problems);
  }

  /**
   * Looks in every place where programs keep models. Only names, sizes and small files are read. A
   * place that cannot be read becomes a problem and hides no other.
   *
   * @param surroundings say where the places are
   * @param bundled where the models are that come with the program, if there are any
   */
  public static ModelCatalog of(Surroundings surroundings, Optional<Path> bundled) {
    Map<Path, FoundModel> models = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (Store store : stores(surroundings, bundled)) {
      try {
        store.models().forEach(model -> models.putIfAbsent(key(model), model));
      } catch (IOException | UncheckedIOException e) {
        problems.add("Cannot look for models in %s: %s".formatted(store.root(), e.getMessage()));
      }
    }
    return new ModelCatalog(named(models.values()), problems);
  }

  /** One model for each that a folder in {@code LLAMA_MODELS} shows a second time. */
  private static Path key(FoundModel model) {
    return model.origin() == Origin.OLLAMA
        ? model.files().getLast()
        : model.path().toAbsolutePath().normalize();
  }

  private static List<Store> stores(Surroundings surroundings, Optional<Path> bundled) {
    List<Store> stores = new ArrayList<>();
    bundled.ifPresent(path -> stores.add(new FolderStore(path, Origin.OWN, 1)));
    ownFolder(surroundings).ifPresent(path -> stores.add(new FolderStore(path, Origin.OWN)));
    CacheDirectory.of(surroundings).map(HuggingFaceStore::new).ifPresent(stores::add);
    surroundings
        .path("LLAMA_CACHE")
        .or(() -> surroundings.caches().map(caches -> caches.resolve("llama.cpp")))
        .map(LlamaCppStore::new)
        .ifPresent(stores::add);
    lmStudio(surroundings).stream().map(LmStudioStore::new).forEach(stores::add);
    ollama(surroundings).stream().map(OllamaStore::new).forEach(stores::add);
    for (String folder :
        surroundings.variable("LLAMA_MODELS").orElse("").split(File.pathSeparator, -1)) {
      if (!folder.isBlank()) {
        surroundings
            .expand(folder)
            .ifPresent(path -> stores.add(new FolderStore(path, Origin.FOLDER)));
      }
    }
    return stores;
  }

  /** The folder that this program looks in and no other one. */
  public static Optional<Path> ownFolder(Surroundings surroundings) {
    return surroundings.data().map(data -> data.resolve("llama-jvm").resolve("models"));
  }

  private static List<Path> lmStudio(Surroundings surroundings) {
    List<Path> folders = new ArrayList<>();
    Optional<Path> pointed =
        surroundings
            .atHome(".lmstudio-home-pointer")
            .flatMap(file -> {
              try {
                return Files.isRegularFile(file)
                    ? surroundings.expand(
                        new String(PlainFile.read(file, LONGEST_POINTER), StandardCharsets.UTF_8)
                            .strip())
                    : Optional.empty();
              } catch (IOException _) {
                return Optional.empty();
              }
            });
    pointed.map(home -> home.resolve("models")).ifPresent(folders::add);
    surroundings
        .atHome(".lmstudio/models")
        .filter(f -> !folders.contains(f))
        .ifPresent(folders::add);
    surroundings.atHome(".cache/lm-studio/models").ifPresent(folders::add);
    return folders;
  }

  private static List<Path> ollama(Surroundings surroundings) {
    Optional<Path> named = surroundings.path("OLLAMA_MODELS");
    if (named.isPresent()) {
      return List.of(named.get());
    }
    List<Path> folders = new ArrayList<>();
    surroundings.atHome(".ollama/models").ifPresent(folders::add);
    if (surroundings.system() == Surroundings.Kind.UNIX) {
      folders.add(Path.of("/usr/share/ollama/.ollama/models"));
      folders.add(Path.of("/var/lib/ollama/models"));
    }
    return folders;
  }

  /** The shortest name of each that tells it from all others. */
  private static Map<String, FoundModel> named(Collection<FoundModel> models) {
    Map<String, Integer> counts = new HashMap<>();
    models.forEach(model -> counts.merge(model.name(), 1, Integer::sum));
    List<FoundModel> sorted = new ArrayList<>(models);
    sorted.sort(Comparator.comparing(FoundModel::origin).thenComparing(FoundModel::name));
    Map<String, FoundModel> named = new LinkedHashMap<>();
    for (FoundModel model : sorted) {
      boolean unique = counts.get(model.name()) == 1 && model.origin() != Origin.OLLAMA;
      String name = unique ? model.name() : model.fullName();
      if (named.putIfAbsent(name, model) != null) { // two folders have the same
        named.put(model.path().toString(), model);
      }
    }
    return named;
  }

  /** The models by the names that tell them apart, in the order of their origins and names. */
  public Map<String, FoundModel> models() {
    return Collections.unmodifiableMap(byName);
  }

  /** The name that tells a model of this catalog from all others. */
  public String nameOf(FoundModel model) {
    return byName.entrySet().stream()
        .filter(entry -> entry.getValue().equals(model))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not of this catalog: " + model));
  }

  /** What could not be looked at, a sentence each. */
  public List<String> problems() {
    return problems;
  }

  /**
   * The files of a model that no other model needs.
   *
   * @param model of this catalog
   */
  public List<Path> ownFiles(FoundModel model) {
    return model.origin() == Origin.OLLAMA
        ? OllamaStore.own(model, byName.values())
        : model.files();
  }

  /**
   * Finds the model that a name means. In this order: the name as it is listed; the full name; the
   * name of a repository, if it has one model here; ollama's name without its tag, which is {@code
   * latest} then; the last part of a name. Upper and lower case count only where names differ in
   * nothing else.
   *
   * @return nothing if no model has such a name
   * @throws AmbiguousNameException if several have it
   */
  public Optional<FoundModel> find(String name) throws AmbiguousNameException {
    return NameSearch.of(byName).find(name);
  }

  /** The names that are most like another one, the best first. */
  public List<String> similar(String name) {
    return NameSearch.of(byName).similar(name);
  }
}
