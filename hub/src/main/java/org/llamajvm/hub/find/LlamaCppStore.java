package org.llamajvm.hub.find;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.llamajvm.hub.GgufName;
import org.llamajvm.hub.RepositoryName;

/**
 * The cache of llama.cpp. A file fetched from a hub is named {@code OWNER_NAME_FILE}, and beside it
 * lies {@code manifest=OWNER=NAME=TAG.json}, which tells where the parts of that name end.
 *
 * @param root the directory
 */
record LlamaCppStore(Path root) implements Store {

  private static final Pattern MANIFEST =
      Pattern.compile("manifest=(?<owner>[^=]+)=(?<name>[^=]+)=[^=]+\\.json");

  @Override
  public List<FoundModel> models() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    List<RepositoryName> repositories = repositories();
    List<FoundModel> models = new ArrayList<>();
    for (ModelFolder.Entry entry : ModelFolder.scan(root)) {
      if (entry.gguf().isPresent()) {
        models.add(
            new FoundModel(
                name(entry.gguf().get(), repositories),
                Origin.LLAMA_CPP,
                root,
                entry.path(),
                withCompanions(entry.files()),
                entry.bytes(),
                Optional.empty()));
      }
    }
    return models;
  }

  private List<RepositoryName> repositories() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files
          .map(file -> MANIFEST.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(found -> found.group("owner") + "/" + found.group("name"))
          .filter(RepositoryName::isName)
          .distinct()
          .sorted()
          .map(RepositoryName::new)
          .toList();
    }
  }

  private static String name(GgufName file, List<RepositoryName> repositories) {
    for (RepositoryName repository : repositories) {
      String beginning = repository.text().replace('/', '_') + "_";
      if (file.stem().startsWith(beginning)) {
        String rest = file.stem().substring(beginning.length());
        return repository.text() + ":" + file.quantization().orElse(rest);
      }
    }
    return file.stem();
  }

  /** The file in which llama.cpp keeps the hub's tag of another one. */
  private static List<Path> withCompanions(List<Path> files) {
    List<Path> all = new ArrayList<>(files);
    for (Path file : files) {
      for (String end : List.of(".json", ".etag")) {
        Path companion = file.resolveSibling(file.getFileName() + end);
        if (Files.exists(companion)) {
          all.add(companion);
        }
      }
    }
    return all;
  }
}
