package org.llamajvm.spark.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.llamajvm.format.Sha256;

/**
 * The files of a directory with their SHA-256, as {@code sha256sum} prints them: a line a file, the
 * digest in hex, two blanks, the name; sorted by name. The SHA-256 of this text is the directory's.
 *
 * @param digests by name of the file
 */
public record ModelListing(SortedMap<String, String> digests) {

  private static final int DIGEST_LENGTH = 64;
  private static final String GAP = "  ";

  /** Copies the map. */
  public ModelListing {
    digests = new TreeMap<>(digests);
  }

  /** Reads all files of a directory, but those in directories below and hidden ones. */
  public static ModelListing ofDirectory(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> paths = Files.list(directory)) {
      files =
          paths
              .filter(Files::isRegularFile)
              .filter(path -> !path.getFileName().toString().startsWith("."))
              .toList();
    }
    SortedMap<String, String> digests = new TreeMap<>();
    for (Path file : files) {
      digests.put(file.getFileName().toString(), digest(file));
    }
    return new ModelListing(digests);
  }

  /**
   * Reads the text.
   *
   * @throws IOException if it is not such a list
   */
  public static ModelListing read(Path file) throws IOException {
    SortedMap<String, String> digests = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      boolean whole =
          line.length() > DIGEST_LENGTH + GAP.length() && line.startsWith(GAP, DIGEST_LENGTH);
      String name = whole ? line.substring(DIGEST_LENGTH + GAP.length()) : "";
      if (!whole || name.contains("/") || name.equals("..")) {
        throw new IOException(
            "%s is not a list of files as sha256sum writes it: '%s'".formatted(file, line));
      }
      digests.put(name, line.substring(0, DIGEST_LENGTH));
    }
    return new ModelListing(digests);
  }

  /** The text. */
  public String text() {
    return digests.entrySet().stream()
        .map(entry -> entry.getValue() + GAP + entry.getKey() + "\n")
        .collect(Collectors.joining());
  }

  /** The digest of all of it. */
  public String digest() {
    return Sha256.of(text().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Finds files that are not those of this list.
   *
   * @param files where each file of the list is, by its name in the list
   * @throws IOException if one has another digest, or cannot be read
   */
  void check(Map<String, Path> files) throws IOException {
    for (Map.Entry<String, String> expected : digests.entrySet()) {
      check(files.get(expected.getKey()), expected.getValue());
    }
  }

  /**
   * Reads a file to its end.
   *
   * @throws IOException if it has another digest, or cannot be read
   */
  static void check(Path file, String expected) throws IOException {
    check(file, expected, digest(file));
  }

  static void check(Path file, String expected, String found) throws IOException {
    if (!found.equalsIgnoreCase(expected)) {
      throw new IOException(
          "%s has the SHA-256 %s, not %s: it was changed or not copied whole"
              .formatted(file, found, expected));
    }
  }

  /** The digest of a file, a piece at a time. */
  public static String digest(Path file) throws IOException {
    return Sha256.of(file, _ -> {});
  }
}
