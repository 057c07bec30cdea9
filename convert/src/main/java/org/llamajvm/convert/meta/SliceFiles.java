package org.llamajvm.convert.meta;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.llamajvm.convert.files.NumberedFiles;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;

/** Finds the slices of a checkpoint by their names. */
final class SliceFiles {

  private static final Pattern NAME = Pattern.compile("consolidated\\.(\\d{1,4})\\.pth");

  private SliceFiles() {}

  /** Whether the directory holds a slice. */
  static boolean any(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(file -> NAME.matcher(file.getFileName().toString()).matches());
    }
  }

  /** The slices, sorted by number: every number from 0, once. */
  static List<Path> find(Path directory) throws IOException {
    SortedMap<Integer, Path> slices = NumberedFiles.find(directory, NAME, "slice");
    OptionalInt gap = NumberedFiles.gap(slices, 0);
    if (gap.isPresent()) {
      throw missing(directory, gap.getAsInt(), "slices go up to " + slices.lastKey());
    }
    if (slices.isEmpty()) {
      throw missing(directory, 0, "no slice is here");
    }
    return List.copyOf(slices.values());
  }

  /** The number in a slice's name. */
  static int number(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    if (!name.matches()) {
      throw new IllegalArgumentException(file + " is no slice");
    }
    return Integer.parseInt(name.group(1));
  }

  /** A slice that should be here and is not. */
  static ModelFormatException missing(Path directory, int number, String why) {
    return ModelFormatException.of(
        Kind.MISSING,
        "Slice consolidated.%02d.pth is missing: %s".formatted(number, why),
        directory);
  }
}
