package org.llamajvm.loader.gguf;

import static org.llamajvm.format.ModelException.Kind.CORRUPT;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.llamajvm.format.ModelFormatException;

/** What the files of a split set say about the set, and whether they agree. */
final class SplitSet {

  private static final String NUMBER = "split.no";
  private static final String COUNT = "split.count";
  private static final String TENSORS = "split.tensors.count";

  /** What identifies a model; a file after the first may repeat it. */
  private static final List<String> IDENTITY =
      List.of("general.architecture", "general.name", "general.uuid");

  private SplitSet() {}

  /** How many files the model of {@code file} has. */
  static int size(GgufMetadata file) throws ModelFormatException {
    return Math.max(1, (int) file.integer(COUNT, 0, 65_535).orElse(1));
  }

  /**
   * Checks that the headers are those of one set.
   *
   * @param files in the order of the numbers in their names
   * @param headers of the files
   */
  static void check(List<Path> files, List<GgufHeader> headers) throws ModelFormatException {
    GgufMetadata first = headers.getFirst().metadata();
    long announced = required(first, TENSORS, Integer.MAX_VALUE);
    long tensors = 0;
    for (int i = 0; i < files.size(); i++) {
      GgufMetadata metadata = headers.get(i).metadata();
      expect(files.get(i), "the set has %d files", size(metadata), files.size());
      expect(
          files.get(i),
          "it is number %d of the set",
          required(metadata, NUMBER, 65_535) + 1,
          i + 1);
      expect(
          files.get(i),
          "the set has %d tensors",
          required(metadata, TENSORS, Integer.MAX_VALUE),
          announced);
      checkIdentity(files.get(i), metadata, first);
      tensors += headers.get(i).tensors().size();
    }
    if (tensors != announced) {
      throw ModelFormatException.of(
          CORRUPT,
          "The model's %d files have %d tensors, and they say %d; all must come from one download"
              .formatted(files.size(), tensors, announced),
          files.getFirst());
    }
  }

  private static void checkIdentity(Path file, GgufMetadata metadata, GgufMetadata first)
      throws ModelFormatException {
    for (String key : IDENTITY) {
      String actual = metadata.text(key).orElse(null);
      String expected = first.text(key).orElse(null);
      if (actual != null && !Objects.equals(actual, expected)) {
        throw ModelFormatException.of(
            CORRUPT,
            "The file is of another model: its %s is '%s', and '%s' in the first file"
                .formatted(key, actual, expected),
            file);
      }
    }
  }

  private static long required(GgufMetadata metadata, String key, int most)
      throws ModelFormatException {
    return metadata.integer(key, 0, most).orElseThrow(() -> metadata.missing(key));
  }

  private static void expect(Path file, String statement, long actual, long expected)
      throws ModelFormatException {
    if (actual != expected) {
      throw ModelFormatException.of(
          CORRUPT,
          ("The file says that "
                  + statement
                  + ", expected %d by its name and the others; "
                  + "all must come from one download, under their own names")
              .formatted(actual, expected),
          file);
    }
  }
}
