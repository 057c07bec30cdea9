package org.llamajvm.models.tool;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.format.JsonDialect;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/** Reads the schema of a function's parameters. */
final class SchemaText {

  private static final JsonDialect DIALECT = new Dialect();

  private SchemaText() {}

  /**
   * The schema.
   *
   * @throws IllegalArgumentException if it is no object of JSON
   */
  static Map<String, Object> parse(String text) {
    if (text.isBlank()) {
      return none();
    }
    try {
      return JsonObject.parse(null, text.getBytes(StandardCharsets.UTF_8), DIALECT).toMap();
    } catch (ModelException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** That of a function without parameters. */
  static Map<String, Object> none() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", Map.of());
    schema.put("required", List.of());
    return schema;
  }

  private static final class Dialect implements JsonDialect {

    @Override
    public ModelException unreadable(Path file, Fault fault, long offset, String detail) {
      return new BadSchemaException(detail);
    }

    @Override
    public ModelException wrong(JsonObject object, String key, String expected) {
      return new BadSchemaException("'%s' must be %s".formatted(key, expected));
    }
  }
}
