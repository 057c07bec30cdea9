package org.llamajvm.hub.find;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.hub.GgufName;

/** Names the models in a directory that has a repository's files. */
final class RepositoryModels {

  private RepositoryModels() {}

  /**
   * The models: that in the layout of Hugging Face has the name of the repository, those in GGUF
   * have their quantisation behind it, or the name of their file if several have the same.
   *
   * @param name of the repository
   * @param root of the repository
   * @param directory where its files are
   */
  static List<FoundModel> of(
      String name, Origin origin, Path root, Path directory, List<ModelFolder.Entry> entries) {
    Map<String, Integer> counts = new HashMap<>();
    entries.forEach(entry -> counts.merge(label(directory, entry), 1, Integer::sum));
    List<FoundModel> models = new ArrayList<>();
    for (ModelFolder.Entry entry : entries) {
      String label = label(directory, entry);
      if (counts.get(label) > 1 && entry.gguf().isPresent()) {
        label = entry.gguf().get().stem();
      }
      models.add(
          new FoundModel(
              label.isEmpty() ? name : name + ":" + label,
              origin,
              root,
              entry.path(),
              entry.files(),
              entry.bytes(),
              Optional.empty()));
    }
    return models;
  }

  private static String label(Path directory, ModelFolder.Entry entry) {
    Optional<GgufName> gguf = entry.gguf();
    return gguf.isPresent()
        ? gguf.get().quantization().orElse(gguf.get().stem())
        : directory.relativize(entry.directory()).toString().replace('\\', '/');
  }
}
