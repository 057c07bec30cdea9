package org.llamajvm.loader.weights;

import java.nio.file.Path;
import org.llamajvm.format.JsonDialect;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;

/** {@code Corrupt safetensors index: tensor 'a' lies in 1, expected the name of a file …}. */
final class IndexDialect implements JsonDialect {

  private static final String WHAT = "safetensors index";

  static ModelException corrupt(Path file, long offset, String problem) {
    return ModelFormatException.corrupt(file, offset, WHAT, problem);
  }

  @Override
  public ModelException unreadable(Path file, Fault fault, long offset, String detail) {
    return switch (fault) {
      case EMPTY, NO_OBJECT -> corrupt(file, 0, "it has no weight_map");
      case TOO_LARGE -> corrupt(file, 0, "%s bytes".formatted(detail));
      case CUT, MALFORMED, TRAILING -> corrupt(file, Math.max(0, offset), detail);
    };
  }

  @Override
  public ModelException wrong(JsonObject object, String key, String expected) {
    return corrupt(
        object.file(),
        0,
        "tensor '%s' lies in %s, expected %s".formatted(key, object.json(key), expected));
  }
}
