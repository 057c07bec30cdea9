package org.llamajvm.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes JSON. A value is a map with strings as keys, a list, a string, a number, a truth value or
 * null; maps are written in their order.
 */
public final class JsonText {

  private static final ObjectWriter COMPACT = JsonMapper.builder().build().writer();

  private JsonText() {}

  /** The text of a value in one line, without white space. */
  public static String compact(Object value) {
    return write(COMPACT, value);
  }

  /** What kind of value it is, such as {@code OBJECT} or {@code NULL}. */
  static String type(Object value) {
    return switch (value) {
      case null -> "NULL";
      case Map<?, ?> _ -> "OBJECT";
      case List<?> _ -> "ARRAY";
      case String _ -> "STRING";
      case Number _ -> "NUMBER";
      case Boolean _ -> "BOOLEAN";
      default -> throw new IllegalArgumentException("no value of JSON: " + value);
    };
  }

  /** The text as Python's {@code json.dumps(…, indent=2)} lays it out, and a line break. */
  public static byte[] pretty(Object value) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    Separators separators =
        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER);
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(separators)
            .withObjectIndenter(indenter)
            .withArrayIndenter(indenter);
    return (write(COMPACT.with(printer), value) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String write(ObjectWriter writer, Object value) {
    try {
      return writer.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no value of JSON: " + value, e);
    }
  }
}
