package org.llamajvm.convert.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.JsonText;
import org.llamajvm.format.ModelFormatException;

/**
 * The file {@value #FILE_NAME}: {@code {"sha256": {NAME: SUM, …}}}, names sorted.
 *
 * @param sums SHA-256 in lower-case hexadecimal for each file's name
 */
public record Checksums(Map<String, String> sums) {

  /** Its name in a model's directory. */
  public static final String FILE_NAME = "checksums.json";

  private static final String KEY = "sha256";

  /** Copies and sorts the map. */
  public Checksums {
    sums = Collections.unmodifiableMap(new TreeMap<>(sums));
  }

  /** The sums of files that were written. */
  public static Checksums of(Collection<WrittenFile> files) {
    Map<String, String> sums = new TreeMap<>();
    files.forEach(file -> sums.put(file.name(), file.sha256()));
    return new Checksums(sums);
  }

  /**
   * Reads the file.
   *
   * @throws ModelFormatException if it does not have that form
   * @throws IOException if it cannot be read
   */
  public static Checksums read(Path file) throws IOException {
    JsonObject root = CheckpointJson.read(file);
    if (!root.isObject(KEY)) {
      throw ModelFormatException.corrupt(file, "it has no \"" + KEY + "\"");
    }
    JsonObject entries = root.object(KEY);
    Map<String, String> sums = new TreeMap<>();
    for (String name : entries.keys()) {
      if (!(entries.value(name) instanceof String sum)
          || !sum.matches("[0-9a-f]{64}")
          || name.matches(".*[/\\\\].*|\\.+|")) {
        throw ModelFormatException.corrupt(
            file, "'%s': %s is not a file's sum".formatted(name, entries.json(name)));
      }
      sums.put(name, sum);
    }
    return new Checksums(sums);
  }

  /** The content of the file. */
  public byte[] toBytes() {
    return JsonText.pretty(Map.of(KEY, sums));
  }
}
