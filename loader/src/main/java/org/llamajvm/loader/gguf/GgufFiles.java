package org.llamajvm.loader.gguf;

import static org.llamajvm.format.ModelException.Kind.CORRUPT;
import static org.llamajvm.format.ModelException.Kind.MISSING;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.llamajvm.format.ModelFormatException;

/** Finds the GGUF file of a model. */
public final class GgufFiles {

  /** Beginnings of names of files that lie beside a model and are none. */
  private static final List<String> SIDE_FILES = List.of("mmproj-", "mtp-");

  private static final byte[] MAGIC = {'G', 'G', 'U', 'F'};

  private GgufFiles() {}

  /** Whether a file's name says that it is GGUF. */
  public static boolean isNamed(Path file) {
    Path name = file.getFileName();
    return name != null && name.toString().endsWith(".gguf");
  }

  /**
   * Whether a file is GGUF by its name or by its first bytes.
   *
   * @throws IOException if it cannot be read
   */
  public static boolean isGguf(Path file) throws IOException {
    if (isNamed(file)) {
      return true;
    }
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    }
  }

  /**
   * The file of the only model in a directory; of a split set its first file. Vision encoders
   * ({@code mmproj-*}) and draft heads ({@code mtp-*}) are passed over.
   *
   * @return nothing if the directory has no GGUF file
   * @throws ModelFormatException if it has several models
   * @throws IOException if the directory cannot be read
   */
  public static Optional<Path> in(Path directory) throws IOException {
    List<Path> models;
    try (Stream<Path> files = Files.list(directory)) {
      models =
          files
              .filter(file -> isNamed(file) && !isSideFile(file))
              .map(file -> SplitName.of(file).map(name -> name.sibling(1)).orElse(file))
              .distinct()
              .sorted()
              .toList();
    }
    if (models.size() > 1) {
      String names =
          models.stream()
              .map(file -> file.getFileName().toString())
              .collect(Collectors.joining(", "));
      throw ModelFormatException.of(
          CORRUPT,
          "The directory has %d GGUF models; name one of them: %s".formatted(models.size(), names),
          directory);
    }
    return models.stream().findFirst();
  }

  private static boolean isSideFile(Path file) {
    String name = file.getFileName().toString();
    return SIDE_FILES.stream().anyMatch(name::startsWith);
  }

  /**
   * All files of a split set.
   *
   * @throws ModelFormatException if some are not there
   */
  static List<Path> set(SplitName name) throws ModelFormatException {
    List<Path> files =
        Stream.iterate(1, i -> i + 1).limit(name.total()).map(name::sibling).toList();
    List<String> missing =
        files.stream()
            .filter(file -> !Files.exists(file))
            .map(file -> file.getFileName().toString())
            .toList();
    if (!missing.isEmpty()) {
      String some = String.join(", ", missing.subList(0, Math.min(3, missing.size())));
      throw ModelFormatException.of(
          MISSING,
          "%d of the model's %d files %s missing: %s%s"
              .formatted(
                  missing.size(),
                  name.total(),
                  missing.size() == 1 ? "is" : "are",
                  some,
                  missing.size() > 3 ? ", and others" : ""),
          name.file());
    }
    return files;
  }
}
