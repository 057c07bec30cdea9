package org.llamajvm.tokenizer.files;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.llamajvm.format.ForeignText;
import org.llamajvm.format.JsonDialect;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.tokenizer.TokenizerFormatException;

/** {@code Corrupt tokenizer file: decoder.type is absent, expected a string}. */
public final class TokenizerDialect implements JsonDialect {

  /**
   * A whole file that is small enough to be kept.
   *
   * @throws ModelException if the bytes are no JSON object
   */
  public static JsonObject parse(Path file, byte[] bytes) throws ModelException {
    return JsonObject.parse(file, bytes, new TokenizerDialect());
  }

  /** A whole file, or the part of it at {@code path}. */
  static JsonObject object(Path file, String path, Map<String, Object> members) {
    return JsonObject.of(file, path, members, new TokenizerDialect());
  }

  /** A problem that the reader of an object has found in it. */
  static TokenizerFormatException corrupt(JsonObject object, String problem) {
    return new TokenizerFormatException(Kind.CORRUPT, problem, object.file(), -1);
  }

  /** Says that an object asks for what is not implemented, and names what is. */
  static TokenizerFormatException notImplemented(JsonObject object, String what, String supported) {
    String where = object.path().isEmpty() ? "the file" : object.path();
    return new TokenizerFormatException(
        Kind.UNSUPPORTED,
        "%s is %s; supported: %s".formatted(where, what, supported),
        object.file(),
        -1);
  }

  @Override
  public boolean isStrict() {
    return false;
  }

  @Override
  public ModelException unreadable(Path file, Fault fault, long offset, String detail) {
    return switch (fault) {
      case EMPTY ->
          new TokenizerFormatException(
              Kind.TRUNCATED, "it is empty; expected a JSON object", file, 0);
      case CUT -> new TokenizerFormatException(Kind.TRUNCATED, detail, file, offset);
      case MALFORMED, TRAILING, TOO_LARGE ->
          new TokenizerFormatException(Kind.CORRUPT, detail, file, offset);
      case NO_OBJECT ->
          new TokenizerFormatException(
              Kind.CORRUPT, "expected a JSON object, found " + ForeignText.part(detail), file, 0);
    };
  }

  @Override
  public String wholeNumber(Object value, int min, int max) {
    return value instanceof Number ? "an integer that is not negative" : "a number";
  }

  @Override
  public ModelException wrong(JsonObject object, String key, String expected) {
    return corrupt(
        object,
        "%s is %s, expected %s".formatted(object.at(key), describe(object.value(key)), expected));
  }

  @Override
  public ModelException unsupported(JsonObject object, String key, String supported) {
    return notImplemented(object, "'%s' %s".formatted(key, describe(object.value(key))), supported);
  }

  private static String describe(Object value) {
    return switch (value) {
      case null -> "absent";
      case String s -> "'" + s + "'";
      case Map<?, ?> m -> "an object";
      case List<?> l -> "an array";
      default -> value.toString();
    };
  }
}
