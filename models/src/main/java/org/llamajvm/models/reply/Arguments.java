package org.llamajvm.models.reply;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.llamajvm.format.ConfigDialect;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/** The arguments of a call, for templates, which want them as an object. */
final class Arguments {

  private static final Path NOWHERE = Path.of("arguments");

  private Arguments() {}

  /**
   * The object that arguments are.
   *
   * @param arguments an object, or the text of one
   * @return what was given if it is neither; an empty object for none
   */
  static Object of(Object arguments) {
    if (arguments == null || "".equals(arguments)) {
      return Map.of();
    }
    if (!(arguments instanceof String text)) {
      return arguments;
    }
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return JsonObject.parse(NOWHERE, bytes, ConfigDialect.CONFIG).toMap();
    } catch (ModelException _) {
      return arguments;
    }
  }
}
