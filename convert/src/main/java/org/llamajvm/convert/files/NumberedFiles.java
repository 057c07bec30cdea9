package org.llamajvm.convert.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.llamajvm.format.ModelFormatException;

/** Files of a directory that a number in their names puts in order. */
public final class NumberedFiles {

  private NumberedFiles() {}

  /**
   * The files by their numbers.
   *
   * @param name of such a file; its first group is the number
   * @param what messages call such a file
   * @throws ModelFormatException if two have the same number
   * @throws IOException if the directory cannot be read
   */
  public static SortedMap<Integer, Path> find(Path directory, Pattern name, String what)
      throws IOException {
    SortedMap<Integer, Path> files = new TreeMap<>();
    List<Path> all;
    try (Stream<Path> listed = Files.list(directory)) {
      all = listed.sorted().toList();
    }
    for (Path file : all) {
      Matcher matcher = name.matcher(file.getFileName().toString());
      if (matcher.matches()) {
        Path twin = files.put(Integer.parseInt(matcher.group(1)), file);
        if (twin != null) {
          throw ModelFormatException.corrupt(
              file, "%s has the same number as %s".formatted(what, twin.getFileName()));
        }
      }
    }
    return files;
  }

  /** The first number from {@code first} on that is missing before the last one. */
  public static OptionalInt gap(SortedMap<Integer, Path> files, int first) {
    int number = first;
    for (int found : files.keySet()) {
      if (found != number) {
        return OptionalInt.of(number);
      }
      number++;
    }
    return OptionalInt.empty();
  }
}
