package org.llamajvm.hub.find;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.llamajvm.hub.GgufName;

/** Looks for models in a directory and, to some depth, in those below it. */
final class ModelFolder {

  /** More directories than lie between a folder of models and the files of one. */
  static final int DEEPEST = 4;

  private static final String CONFIG = "config.json";
  private static final String SAFETENSORS = ".safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final List<String> CHECKPOINTS = List.of(".bin", ".pth", ".npz", ".pt");

  /**
   * A model.
   *
   * @param directory in which it lies
   * @param gguf its files' common name if it is one in GGUF
   * @param path what is opened
   * @param files that make it up, weights first
   * @param bytes of its weights
   */
  record Entry(Path directory, Optional<GgufName> gguf, Path path, List<Path> files, long bytes) {}

  private final List<Entry> entries = new ArrayList<>();

  private final int deepest;

  private ModelFolder(int deepest) {
    this.deepest = deepest;
  }

  /**
   * The models in a directory and below it. What nobody lets us read is passed over.
   *
   * @throws IOException if reading fails
   */
  static List<Entry> scan(Path root) throws IOException {
    return scan(root, DEEPEST);
  }

  /**
   * The same with another depth.
   *
   * @param deepest 0 for the directory alone
   */
  static List<Entry> scan(Path root, int deepest) throws IOException {
    ModelFolder folder = new ModelFolder(deepest);
    folder.look(root, 0);
    return List.copyOf(folder.entries);
  }

  private void look(Path directory, int depth) throws IOException {
    List<Path> children;
    try (Stream<Path> list = Files.list(directory)) {
      children = list.filter(child -> !isHidden(child)).sorted().toList();
    } catch (AccessDeniedException _) {
      return;
    }
    List<Path> files = new ArrayList<>();
    List<Path> directories = new ArrayList<>();
    for (Path child : children) {
      // A link to a file counts although the file may be gone: whoever opens it says so.
      (Files.isDirectory(child) ? directories : files).add(child);
    }
    addDirectory(directory, files);
    addGguf(directory, files);
    if (depth < deepest) {
      for (Path child : directories) {
        if (!Files.isSymbolicLink(child) || (depth == 0 && !leadsBack(child, directory))) {
          look(child, depth + 1);
        }
      }
    }
  }

  /** Whether a link leads to the directory that it is in, or to one above. */
  private static boolean leadsBack(Path link, Path directory) throws IOException {
    try {
      return directory.toRealPath().startsWith(link.toRealPath());
    } catch (AccessDeniedException _) {
      return true;
    }
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  private static boolean ends(Path file, String end) {
    return file.getFileName().toString().endsWith(end);
  }

  private void addDirectory(Path directory, List<Path> files) throws IOException {
    if (!files.contains(directory.resolve(CONFIG))) {
      return;
    }
    List<Path> weights = files.stream().filter(file -> ends(file, SAFETENSORS)).toList();
    if (weights.isEmpty()) {
      weights =
          files.stream()
              .filter(file -> CHECKPOINTS.stream().anyMatch(end -> ends(file, end)))
              .toList();
    }
    if (weights.isEmpty() && !files.contains(directory.resolve(INDEX))) {
      return;
    }
    List<Path> all = new ArrayList<>(weights);
    files.stream()
        .filter(file -> !all.contains(file) && GgufName.of(file.toString()).isEmpty())
        .forEach(all::add);
    entries.add(new Entry(directory, Optional.empty(), directory, all, bytes(weights)));
  }

  private void addGguf(Path directory, List<Path> files) throws IOException {
    Map<String, List<Path>> sets = new LinkedHashMap<>();
    Map<String, GgufName> names = new LinkedHashMap<>();
    for (Path file : files) {
      Optional<GgufName> name = GgufName.of(file.getFileName().toString());
      if (name.isPresent()) {
        String set = name.get().stem() + "/" + name.get().total();
        sets.computeIfAbsent(set, _ -> new ArrayList<>()).add(file);
        names.putIfAbsent(set, name.get());
      }
    }
    for (Map.Entry<String, List<Path>> set : sets.entrySet()) {
      List<Path> parts = set.getValue();
      entries.add(
          new Entry(
              directory,
              Optional.of(names.get(set.getKey())),
              parts.getFirst(),
              parts,
              bytes(parts)));
    }
  }

  private static long bytes(List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      if (Files.isRegularFile(file)) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }
}
