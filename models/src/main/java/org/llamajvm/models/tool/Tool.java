package org.llamajvm.models.tool;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A function that a model may call.
 *
 * {@snippet :
 * Tool weather =
 *     Tool.of(
 *             "get_weather",
 *             "The weather of a city.",
 *             """
 *             {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
 *             """)
 *         .calling(arguments -> "12 degrees, rain");
 * }
 *
 * @param name by which it is called: letters, digits, {@code _}, {@code -} and dots
 * @param description what it does, for the model
 * @param parameters what it takes, a JSON schema of an object; not to be changed
 * @param strict whether the arguments are always held to the schema
 * @param function what to do when it is called; empty if that is somebody else's business
 */
public record Tool(
    String name,
    String description,
    Map<String, Object> parameters,
    boolean strict,
    Optional<ToolFunction> function) {

  private static final String OBJECT = "object";

  /**
   * Checks the name and the parameters.
   *
   * @throws IllegalArgumentException if the name has other characters, none, or too many, or the
   *     schema is of something else than an object
   */
  public Tool {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(parameters, "parameters");
    Objects.requireNonNull(function, "function");
    ToolName.check(name);
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    Object type = parameters.get("type");
    if ((type instanceof String one && !one.equals(OBJECT))
        || (type instanceof Collection<?> several && !several.contains(OBJECT))) {
      throw new IllegalArgumentException(
          "The parameters of %s are of type %s; they must be an object".formatted(name, type));
    }
  }

  /**
   * A function that is not strict and is called by somebody else.
   *
   * @param schema of the parameters, JSON; empty for none
   * @throws IllegalArgumentException if the name is none, or the schema is no object of JSON, or of
   *     something else than an object
   */
  public static Tool of(String name, String description, String schema) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(schema, "schema");
    return new Tool(name, description, SchemaText.parse(schema), false, Optional.empty());
  }

  /** The same with another schema of its parameters. */
  public Tool withParameters(Map<String, Object> value) {
    return new Tool(name, description, value, strict, function);
  }

  /** The same with what to do when it is called. */
  public Tool calling(ToolFunction value) {
    Objects.requireNonNull(value, "function");
    return new Tool(name, description, parameters, strict, Optional.of(value));
  }

  /** The same, with arguments that are always held to the schema, or not. */
  public Tool withStrict(boolean value) {
    return new Tool(name, description, parameters, value, function);
  }

  /** The function as templates want it, and as OpenAI's protocol writes it. */
  public Map<String, Object> toMap() {
    Map<String, Object> definition = new LinkedHashMap<>();
    definition.put("name", name);
    if (!description.isEmpty()) {
      definition.put("description", description);
    }
    definition.put("parameters", parameters);
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("type", "function");
    map.put("function", definition);
    return map;
  }
}
