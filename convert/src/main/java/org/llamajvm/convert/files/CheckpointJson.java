package org.llamajvm.convert.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.llamajvm.format.JsonDialect;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;

/**
 * The JSON files of checkpoints: {@code Corrupt: 'n_heads' is 0, expected a positive integer}. Keys
 * are named without the objects that they lie in.
 */
public final class CheckpointJson implements JsonDialect {

  private static final long MOST_BYTES = 64L << 20;
  private static final JsonDialect DIALECT = new CheckpointJson();

  private CheckpointJson() {}

  /**
   * The configuration beside a checkpoint's files.
   *
   * @throws ModelFormatException if it is not there
   */
  public static Path configIn(Path directory) throws ModelFormatException {
    Path file = directory.resolve("config.json");
    if (!Files.exists(file)) {
      throw ModelFormatException.of(Kind.MISSING, "config.json is missing", file);
    }
    return file;
  }

  /**
   * Reads a file that holds one object.
   *
   * @throws ModelException if it is larger than 64 MiB, is no JSON, names a key twice or does not
   *     hold an object
   * @throws IOException if it cannot be read
   */
  public static JsonObject read(Path file) throws IOException {
    return JsonObject.read(file, DIALECT);
  }

  /** An object that was made rather than read; the map must not be changed any more. */
  public static JsonObject of(Map<String, Object> members) {
    return JsonObject.of(Path.of("config.json"), "", members, DIALECT);
  }

  @Override
  public long mostBytes() {
    return MOST_BYTES;
  }

  @Override
  public ModelException unreadable(Path file, Fault fault, long offset, String detail) {
    return switch (fault) {
      case TOO_LARGE ->
          ModelFormatException.unsupported(
              file, "JSON file of %s bytes, at most %d".formatted(detail, MOST_BYTES));
      case CUT, MALFORMED, TRAILING ->
          ModelFormatException.corrupt(file, Math.max(0, offset), "no JSON: " + detail);
      case EMPTY, NO_OBJECT ->
          ModelFormatException.corrupt(file, "JSON file does not hold an object");
    };
  }

  @Override
  public String wholeNumber(Object value, int min, int max) {
    return min > 0 && (value == null || value instanceof Integer)
        ? "a positive integer"
        : "a 32-bit integer";
  }

  @Override
  public ModelException wrong(JsonObject object, String key, String expected) {
    return ModelFormatException.corrupt(
        object.file(),
        "'%s' is %s, expected %s"
            .formatted(key, object.has(key) ? object.json(key) : "missing", expected));
  }

  @Override
  public ModelException unsupported(JsonObject object, String key, String supported) {
    return ModelFormatException.unsupported(
        object.file(), "'%s' is %s; supported: %s".formatted(key, object.json(key), supported));
  }
}
