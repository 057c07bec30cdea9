package org.llamajvm.server.http;

import java.nio.file.Path;
import org.llamajvm.format.ForeignText;
import org.llamajvm.format.JsonDialect;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/** JSON in the body of a request. */
final class BodyDialect implements JsonDialect {

  @Override
  public ModelException unreadable(Path file, Fault fault, long offset, String detail) {
    return new BadJsonException(
        null,
        switch (fault) {
          case EMPTY -> "The body is empty; expected a JSON object";
          case NO_OBJECT -> "The body is no JSON object";
          case TOO_LARGE -> "The body is too large";
          case CUT, MALFORMED, TRAILING -> "The body is not JSON: " + detail;
        });
  }

  @Override
  public ModelException wrong(JsonObject object, String key, String expected) {
    String at = object.at(key);
    String found =
        object.has(key) ? ", not " + ForeignText.part(object.json(key)) : ", and is missing";
    return new BadJsonException(at, "'%s' must be %s%s".formatted(at, expected, found));
  }
}
