package org.llamajvm.convert.npz;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.llamajvm.convert.files.MappedFile;
import org.llamajvm.convert.files.NumberedFiles;
import org.llamajvm.convert.zip.StoredZip;
import org.llamajvm.convert.zip.ZipEntry;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;

/**
 * The arrays of all archives in a directory.
 *
 * @param files the archives, in order
 * @param byName every array by its name, without {@code .npy}
 */
record NpzArrays(List<Path> files, Map<String, NpzArray> byName) {

  private static final String SINGLE = "weights.npz";
  private static final Pattern NUMBERED = Pattern.compile("weights\\.(\\d{1,4})\\.npz");
  private static final String SUFFIX = ".npy";

  /** Whether the directory holds such an archive. */
  static boolean any(Path directory) throws IOException {
    return Files.exists(directory.resolve(SINGLE)) || !numbered(directory).isEmpty();
  }

  static NpzArrays open(Path directory, Arena arena) throws IOException {
    List<Path> files = find(directory);
    Map<String, NpzArray> arrays = new LinkedHashMap<>();
    for (Path file : files) {
      StoredZip zip = StoredZip.open(MappedFile.open(file, arena));
      for (ZipEntry entry : zip.entries().values()) {
        if (!entry.name().endsWith(SUFFIX)) {
          throw ModelFormatException.unsupported(
              file, entry.offset(), "entry '%s' is no array".formatted(entry.name()));
        }
        String name = entry.name().substring(0, entry.name().length() - SUFFIX.length());
        NpzArray twin = arrays.put(name, NpzArray.of(entry));
        if (twin != null) {
          throw ModelFormatException.corrupt(
              file, "array '%s' is in %s too".formatted(name, twin.path().getFileName()));
        }
      }
    }
    return new NpzArrays(files, Collections.unmodifiableMap(arrays));
  }

  private static List<Path> find(Path directory) throws IOException {
    SortedMap<Integer, Path> numbered = numbered(directory);
    Path single = directory.resolve(SINGLE);
    if (numbered.isEmpty()) {
      return List.of(single);
    }
    if (Files.exists(single)) {
      throw ModelFormatException.of(
          Kind.CORRUPT,
          "Two models in one directory: %s and %s"
              .formatted(SINGLE, numbered.get(numbered.firstKey()).getFileName()),
          directory);
    }
    OptionalInt gap = NumberedFiles.gap(numbered, Math.min(numbered.firstKey(), 1));
    if (gap.isPresent()) {
      throw ModelFormatException.of(
          Kind.MISSING, "weights.%02d.npz is missing".formatted(gap.getAsInt()), directory);
    }
    return List.copyOf(numbered.values());
  }

  private static SortedMap<Integer, Path> numbered(Path directory) throws IOException {
    return NumberedFiles.find(directory, NUMBERED, "archive");
  }
}
