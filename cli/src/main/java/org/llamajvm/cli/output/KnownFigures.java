package org.llamajvm.cli.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.llamajvm.hub.Surroundings;
import org.llamajvm.hub.find.FoundModel;

/**
 * Remembers the figures of models from one list to the next, because the headers of two hundred
 * models take seconds to read. What is remembered counts as long as no file of the model has
 * another size or time. Safe to share between threads.
 */
public final class KnownFigures {

  private static final String SEPARATOR = "\t";
  private static final int COLUMNS = 7;

  private final Optional<Path> file;
  private final String version;
  private final Map<String, String> before;
  private final Map<String, String> now = new ConcurrentHashMap<>();

  private KnownFigures(Optional<Path> file, String version, Map<String, String> before) {
    this.file = file;
    this.version = version;
    this.before = before;
  }

  /**
   * Reads what is remembered.
   *
   * @param version of the program: another one may count otherwise
   */
  public static KnownFigures of(Surroundings surroundings, String version) {
    Optional<Path> file = file(surroundings);
    return new KnownFigures(file, version, file.map(f -> read(f, version)).orElse(Map.of()));
  }

  private static Optional<Path> file(Surroundings surroundings) {
    return surroundings.caches().map(caches -> caches.resolve("llama-jvm").resolve("figures"));
  }

  /** Whether something is remembered; it may not count any more. */
  public static boolean isKept(Surroundings surroundings) {
    return file(surroundings).filter(Files::isRegularFile).isPresent();
  }

  private static Map<String, String> read(Path file, String version) {
    try {
      List<String> lines = Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
      if (lines.isEmpty() || !lines.getFirst().equals(version)) {
        return Map.of();
      }
      return lines.stream()
          .skip(1)
          .filter(line -> line.split(SEPARATOR, -1).length == COLUMNS)
          .collect(
              Collectors.toMap(
                  line -> line.substring(0, line.indexOf(SEPARATOR)), line -> line, (a, _) -> a));
    } catch (IOException _) {
      return Map.of();
    }
  }

  /** What is remembered of a model, if it is still so. */
  Optional<ModelFigures> find(FoundModel model) {
    String line = before.get(model.path().toString());
    if (line == null) {
      return Optional.empty();
    }
    String[] cells = line.split(SEPARATOR, -1);
    try {
      if (!cells[1].equals(stamp(model))) {
        return Optional.empty();
      }
      ModelFigures figures =
          new ModelFigures(
              cells[2],
              Long.parseLong(cells[3]),
              Double.parseDouble(cells[4]),
              Long.parseLong(cells[5]),
              Long.parseLong(cells[6]));
      now.put(cells[0], line);
      return Optional.of(figures);
    } catch (IOException | NumberFormatException _) {
      return Optional.empty();
    }
  }

  /** Remembers a model, if its files can be looked at and its path fits into a line. */
  void add(FoundModel model, ModelFigures figures) {
    String path = model.path().toString();
    if (path.chars().anyMatch(c -> c < ' ')) {
      return;
    }
    try {
      now.put(
          path,
          String.join(
              SEPARATOR,
              path,
              stamp(model),
              figures.architecture(),
              String.valueOf(figures.parameters()),
              String.valueOf(figures.bits()),
              String.valueOf(figures.totalBytes()),
              String.valueOf(figures.pinnedBytes())));
    } catch (IOException _) {
      return; // read again the next time
    }
  }

  /** Sizes and times of all files, as one number. */
  private static String stamp(FoundModel model) throws IOException {
    int hash = 0;
    long bytes = 0;
    for (Path file : model.files()) {
      if (Files.isRegularFile(file)) {
        bytes += Files.size(file);
        hash = Objects.hash(hash, file.toString(), Files.getLastModifiedTime(file).toMillis());
      }
    }
    return bytes + "-" + Integer.toHexString(hash);
  }

  /** Writes down what is known now, if it is more than before; a failure means to read again. */
  public void save() {
    if (file.isEmpty() || before.values().containsAll(now.values())) {
      return;
    }
    Map<String, String> all = new TreeMap<>(before);
    all.putAll(now);
    all.keySet().removeIf(path -> Files.notExists(Path.of(path)));
    // Not a random name: Java takes long to find its source of randomness, and so it does to
    // format.
    String name = "figures." + ProcessHandle.current().pid() + "-" + System.nanoTime();
    Path temporary = file.get().resolveSibling(name);
    try {
      Files.createDirectories(file.get().getParent());
      try {
        Files.writeString(temporary, version + "\n" + String.join("\n", all.values()) + "\n");
        Files.move(temporary, file.get(), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException _) {
      return; // read again then
    }
  }
}
