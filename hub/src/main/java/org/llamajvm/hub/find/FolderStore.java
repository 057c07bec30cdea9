package org.llamajvm.hub.find;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.llamajvm.hub.GgufName;

/**
 * A folder of models, named by where they are in it. Or the folder is one model itself, or the path
 * is that of a GGUF file.
 *
 * @param root the folder
 * @param origin whose it is
 * @param depth directories between the folder and a model's files at most
 */
record FolderStore(Path root, Origin origin, int depth) implements Store {

  FolderStore(Path root, Origin origin) {
    this(root, origin, ModelFolder.DEEPEST);
  }

  @Override
  public List<FoundModel> models() throws IOException {
    if (Files.isRegularFile(root)) {
      Optional<GgufName> name = GgufName.of(root.getFileName().toString());
      return name.isEmpty()
          ? List.of()
          : List.of(model(name.get().stem(), root, List.of(root), Files.size(root)));
    }
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    List<FoundModel> models = new ArrayList<>();
    for (ModelFolder.Entry entry : ModelFolder.scan(root, depth)) {
      models.add(model(name(entry), entry.path(), entry.files(), entry.bytes()));
    }
    return models;
  }

  private FoundModel model(String name, Path path, List<Path> files, long bytes) {
    return new FoundModel(name, origin, root, path, files, bytes, Optional.empty());
  }

  private String name(ModelFolder.Entry entry) {
    String below = root.relativize(entry.directory()).toString().replace('\\', '/');
    if (entry.gguf().isPresent()) {
      String stem = entry.gguf().get().stem();
      return below.isEmpty() ? stem : below + "/" + stem;
    }
    return below.isEmpty() ? root.toAbsolutePath().normalize().getFileName().toString() : below;
  }
}
