package org.llamajvm.models.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.llamajvm.models.constraint.automaton.JsonCharacter;
import org.llamajvm.models.constraint.schema.JsonNumber;

/** Writes JSON as Python's {@code json.dumps} does when it is told to leave other characters be. */
final class JsonWriter {

  private JsonWriter() {}

  /** The text of a value, in one line. */
  static String write(Object value) {
    StringBuilder text = new StringBuilder();
    append(text, value);
    return text.toString();
  }

  private static void append(StringBuilder text, Object value) {
    switch (value) {
      case String string ->
          text.append(new String(JsonCharacter.quote(string), StandardCharsets.UTF_8));
      case JsonNumber number -> text.append(number.text());
      case List<?> items -> {
        text.append('[');
        String separator = "";
        for (Object item : items) {
          text.append(separator);
          append(text, item);
          separator = ", ";
        }
        text.append(']');
      }
      case Map<?, ?> members -> {
        text.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : members.entrySet()) {
          text.append(separator);
          append(text, entry.getKey());
          text.append(": ");
          append(text, entry.getValue());
          separator = ", ";
        }
        text.append('}');
      }
      case null, default -> text.append(value);
    }
  }
}
