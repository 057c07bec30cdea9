package org.llamajvm.hub.find;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.UnfitFileException;

/**
 * The store of ollama. A manifest at {@code manifests/HOST/OWNER/NAME/TAG} names the blobs that a
 * model consists of; one of them is a GGUF file.
 *
 * @param root the directory with {@code manifests} and {@code blobs}
 */
record OllamaStore(Path root) implements Store {

  private static final String HOST = "registry.ollama.ai";
  private static final String LIBRARY = "library";
  private static final int DEPTH = 4;

  @Override
  public List<FoundModel> models() throws IOException {
    Path manifests = root.resolve("manifests");
    if (!Files.isDirectory(manifests)) {
      return List.of();
    }
    List<Path> files;
    try (Stream<Path> entries = Files.find(manifests, DEPTH, (_, kind) -> kind.isRegularFile())) {
      files = entries.sorted().toList();
    } catch (AccessDeniedException _) {
      return List.of();
    }
    List<FoundModel> models = new ArrayList<>();
    for (Path file : files) {
      Path below = manifests.relativize(file);
      if (below.getNameCount() == DEPTH && !below.getFileName().toString().startsWith(".")) {
        read(name(below), file).ifPresent(models::add);
      }
    }
    return models;
  }

  /** The model of a manifest, if it has one; damage to it or to a small blob is a model's, too. */
  private Optional<FoundModel> read(String name, Path file) throws IOException {
    try {
      return OllamaManifest.read(file, root.resolve("blobs"))
          .map(manifest -> model(name, file, manifest));
    } catch (NoSuchFileException _) {
      return Optional.empty(); // deleted just now
    } catch (ModelException | UnfitFileException e) {
      return Optional.of(damaged(name, file, e.getMessage()));
    } catch (AccessDeniedException e) {
      return Optional.of(damaged(name, file, "No permission to read " + e.getFile()));
    }
  }

  private FoundModel damaged(String name, Path file, String problem) {
    return new FoundModel(
        name, Origin.OLLAMA, root, file, List.of(file), 0, Optional.empty(), Optional.of(problem));
  }

  private static String name(Path below) {
    String host = below.getName(0).toString();
    String owner = below.getName(1).toString();
    String name = below.getName(2) + ":" + below.getName(3);
    if (!host.equals(HOST)) {
      return host + "/" + owner + "/" + name;
    }
    return owner.equals(LIBRARY) ? name : owner + "/" + name;
  }

  private FoundModel model(String name, Path file, OllamaManifest manifest) {
    List<Path> files = new ArrayList<>(manifest.blobs());
    files.add(file);
    return new FoundModel(
        name,
        Origin.OLLAMA,
        root,
        manifest.model(),
        files,
        manifest.bytes(),
        Optional.of(manifest.settings()));
  }

  /**
   * Those files of a model that no other model of the store needs: models share blobs.
   *
   * @param all the models of the store
   */
  static List<Path> own(FoundModel model, Collection<FoundModel> all) {
    Set<Path> others = new HashSet<>();
    all.stream()
        .filter(other -> other.root().equals(model.root()) && !other.name().equals(model.name()))
        .forEach(other -> others.addAll(other.files()));
    return model.files().stream().filter(file -> !others.contains(file)).toList();
  }
}
