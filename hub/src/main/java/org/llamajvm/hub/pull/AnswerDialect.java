package org.llamajvm.hub.pull;

import java.nio.file.Path;
import org.llamajvm.format.ForeignText;
import org.llamajvm.format.JsonDialect;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;

/**
 * JSON that a hub answers with.
 *
 * @param address that was asked
 */
record AnswerDialect(String address) implements JsonDialect {

  /** More than the list of files of any repository has. */
  static final int MOST_BYTES = 32 << 20;

  @Override
  public long mostBytes() {
    return MOST_BYTES;
  }

  @Override
  public boolean isStrict() {
    return false;
  }

  @Override
  public ModelException unreadable(Path file, Fault fault, long offset, String detail) {
    return problem(
        switch (fault) {
          case EMPTY -> "is empty";
          case TOO_LARGE -> "has more than %d bytes".formatted(MOST_BYTES);
          case CUT -> "ends in its middle";
          case MALFORMED, TRAILING, NO_OBJECT ->
              "is not that of a hub: " + ForeignText.part(detail);
        });
  }

  @Override
  public ModelException wrong(JsonObject object, String key, String expected) {
    return problem(
        "is not that of a hub: \"%s\" is %s, expected %s"
            .formatted(object.at(key), ForeignText.part(object.json(key)), expected));
  }

  private ModelException problem(String problem) {
    return ModelFormatException.of(Kind.CORRUPT, "The answer of %s %s".formatted(address, problem));
  }
}
