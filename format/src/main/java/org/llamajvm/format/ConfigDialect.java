package org.llamajvm.format;

import java.nio.file.Path;

/**
 * The files beside a model's weights, such as {@code config.json}. A message reads {@code Corrupt
 * config.json: "rope_scaling.factor" is 0, expected a positive number}.
 */
public final class ConfigDialect implements JsonDialect {

  /** The only instance. */
  public static final JsonDialect CONFIG = new ConfigDialect();

  private static final long MOST_BYTES = 16L << 20;
  private static final long NO_OFFSET = -1;

  private ConfigDialect() {}

  @Override
  public long mostBytes() {
    return MOST_BYTES;
  }

  @Override
  public ModelException unreadable(Path file, Fault fault, long offset, String detail) {
    String name = name(file);
    return switch (fault) {
      case EMPTY ->
          ModelFormatException.truncated(
              file, 0, name, "the file is empty, expected a JSON object");
      case TOO_LARGE ->
          ModelFormatException.corrupt(
              file, NO_OFFSET, name, "%s bytes, expected at most %d".formatted(detail, MOST_BYTES));
      case CUT ->
          ModelFormatException.truncated(
              file, offset, name, "the JSON ends before its last bracket is closed");
      case MALFORMED ->
          ModelFormatException.corrupt(file, Math.max(0, offset), name, "not JSON: " + detail);
      case TRAILING ->
          ModelFormatException.corrupt(file, NO_OFFSET, name, "not one JSON object: " + detail);
      case NO_OBJECT ->
          ModelFormatException.corrupt(
              file, 0, name, "%s, expected a JSON object".formatted(shorten(detail)));
    };
  }

  @Override
  public ModelException wrong(JsonObject object, String key, String expected) {
    return ModelFormatException.corrupt(
        object.file(),
        NO_OFFSET,
        name(object.file()),
        "\"%s\" is %s, expected %s".formatted(object.at(key), shorten(object.json(key)), expected));
  }

  @Override
  public ModelException unsupported(JsonObject object, String key, String supported) {
    return ModelFormatException.unsupported(
        object.file(),
        NO_OFFSET,
        name(object.file()),
        "\"%s\" is %s; supported: %s"
            .formatted(object.at(key), shorten(object.json(key)), supported));
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private static String shorten(String text) {
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }
}
